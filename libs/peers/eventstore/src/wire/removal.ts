import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import type { Outcome } from '../log/stored.js';
import { streams, type Streams } from './definitions.js';
import { asServiceError, invalidArgument, streamDeleted, wrongExpectedVersion } from './errors.js';
import { expectedOf, streamOf } from './requests.js';
import { admit, type Service } from './service.js';

/** Streams.Delete: the stream can be written to again. */
export const remove =
  (service: Service) =>
  (
    call: ServerUnaryCall<Streams.DeleteReq, Streams.DeleteResp>,
    answer: sendUnaryData<Streams.DeleteResp>,
  ): void => {
    removed(service, call, (stream, expected) => service.log.delete(stream, expected)).then(
      (commit) => {
        const position = new streams.DeleteResp.Position();
        position.setCommitPosition(commit);
        position.setPreparePosition(commit);
        const response = new streams.DeleteResp();
        response.setPosition(position);
        answer(null, response);
      },
      (error: unknown) => answer(asServiceError(error)),
    );
  };

/** Streams.Tombstone: the name is used up. */
export const tombstone =
  (service: Service) =>
  (
    call: ServerUnaryCall<Streams.TombstoneReq, Streams.TombstoneResp>,
    answer: sendUnaryData<Streams.TombstoneResp>,
  ): void => {
    removed(service, call, (stream, expected) => service.log.tombstone(stream, expected)).then(
      (commit) => {
        const position = new streams.TombstoneResp.Position();
        position.setCommitPosition(commit);
        position.setPreparePosition(commit);
        const response = new streams.TombstoneResp();
        response.setPosition(position);
        answer(null, response);
      },
      (error: unknown) => answer(asServiceError(error)),
    );
  };

type Request = Streams.DeleteReq | Streams.TombstoneReq;

/** The position of what was written, as text. A wrong revision is an error of these methods. */
const removed = async (
  service: Service,
  {
    metadata,
    request,
  }: { metadata: ServerUnaryCall<Request, unknown>['metadata']; request: Request },
  run: (stream: string, expected: number) => Promise<Outcome>,
): Promise<string> => {
  const caller = admit(service, metadata, true);
  const options = request.getOptions();
  if (!options) throw invalidArgument('Options are required.');
  const stream = streamOf(options);
  const expected = expectedOf(options);
  service.rights.check(caller, 'delete', stream);
  const outcome = await run(stream, expected);
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  if (outcome.kind === 'wrong')
    throw wrongExpectedVersion('Delete', stream, expected, outcome.current);
  return `${outcome.position}`;
};
