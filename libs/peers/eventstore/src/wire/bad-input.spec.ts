import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { credentials } from '@grpc/grpc-js';
import type * as StreamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { EventStorePeer } from '../index.js';
import { GoogleEmpty, shared, streams, type Shared, type Streams } from './definitions.js';

const { StreamsClient } = createRequire(import.meta.url)(
  '@eventstore/db-client/generated/streams_grpc_pb',
) as typeof StreamsGrpc;

const identifier = (name: string) => {
  const message = new shared.StreamIdentifier();
  message.setStreamName(new Uint8Array(Buffer.from(name)));
  return message;
};

const uuid = (text: string = randomUUID()) => {
  const message = new shared.UUID();
  message.setString(text);
  return message;
};

describe('what no client should send', () => {
  let peer: EventStorePeer;
  let client: InstanceType<typeof StreamsClient>;
  beforeAll(async () => {
    peer = await EventStorePeer.start();
    client = new StreamsClient(`127.0.0.1:${peer.ports[0]}`, credentials.createInsecure());
  });
  afterAll(async () => {
    client.close();
    await peer.stop();
  });
  // Whatever it was, the server answers the next one.
  afterEach(async () => expect(await append((message) => message)).toBe('done'));

  const codeOf = (call: { on(event: 'error', listener: (error: Error) => void): unknown }) =>
    new Promise<number>((resolve) =>
      call.on('error', (error) => resolve((error as Error & { code: number }).code)),
    );

  const read = (change: (options: Streams.ReadReq.Options) => void): Promise<number> => {
    const options = new streams.ReadReq.Options();
    const all = new streams.ReadReq.Options.AllOptions();
    all.setStart(new shared.Empty());
    options.setAll(all);
    options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
    const uuidOption = new streams.ReadReq.Options.UUIDOption();
    uuidOption.setString(new shared.Empty());
    options.setUuidOption(uuidOption);
    options.setNoFilter(new shared.Empty());
    change(options);
    const request = new streams.ReadReq();
    request.setOptions(options);
    const call = client.read(request);
    call.resume();
    return codeOf(call);
  };

  const filter = (regex: string, multiplier: number) => {
    const expression = new streams.ReadReq.Options.FilterOptions.Expression();
    expression.setRegex(regex);
    const options = new streams.ReadReq.Options.FilterOptions();
    options.setEventType(expression);
    options.setCount(new shared.Empty());
    options.setCheckpointintervalmultiplier(multiplier);
    return options;
  };

  const proposedMessage = () => {
    const message = new streams.AppendReq.ProposedMessage();
    message.setId(uuid());
    message.getMetadataMap().set('type', 'Happened').set('content-type', 'application/json');
    message.setData(new Uint8Array([123, 125]));
    return message;
  };

  /** One append with one event, which may be changed on its way. */
  const append = (
    change: (message: Streams.AppendReq.ProposedMessage) => unknown,
    { options = true, name = 'stream' } = {},
  ): Promise<number | 'done'> =>
    new Promise((resolve) => {
      const call = client.append((error) => resolve(error?.code ?? 'done'));
      call.on('error', () => undefined);
      const first = new streams.AppendReq();
      const head = new streams.AppendReq.Options();
      head.setStreamIdentifier(identifier(name));
      head.setAny(new shared.Empty());
      first.setOptions(head);
      if (options) call.write(first);
      const second = new streams.AppendReq();
      const message = proposedMessage();
      change(message);
      second.setProposedMessage(message);
      call.write(second);
      call.end();
    });

  const INVALID = 3;

  it('is refused: a read without options, form of ids, count or filter that makes sense', async () => {
    const call = client.read(new streams.ReadReq());
    call.resume();
    expect(await codeOf(call)).toBe(INVALID);
    expect(await read((options) => options.clearUuidOption())).toBe(INVALID);
    expect(await read((options) => options.clearSubscription())).toBe(INVALID);
    expect(await read((options) => options.clearAll())).toBe(INVALID);
    expect(await read((options) => options.setReadDirection(1))).toBe(INVALID);
    expect(await read((options) => options.setFilter(filter('(', 1)))).toBe(INVALID);
    expect(await read((options) => options.setFilter(filter('^a', 0)))).toBe(INVALID);
  });

  it('is refused: an append without options, stream, type, content type or id', async () => {
    expect(await append(() => undefined, { options: false })).toBe(INVALID);
    expect(await append(() => undefined, { name: '' })).toBe(INVALID);
    expect(await append((message) => message.getMetadataMap().del('type'))).toBe(INVALID);
    expect(await append((message) => message.getMetadataMap().del('content-type'))).toBe(INVALID);
    expect(await append((message) => message.setId(uuid('none')))).toBe(INVALID);
    expect(await append((message) => message.clearId())).toBe(INVALID);
  });

  it('is understood: ids in two halves', async () => {
    const structured = new shared.UUID.Structured();
    structured.setMostSignificantBits('-1');
    structured.setLeastSignificantBits('1');
    const id = new shared.UUID();
    id.setStructured(structured);
    expect(await append((message) => message.setId(id))).toBe('done');
  });

  describe('in a batch', () => {
    const batch = async (
      fill: (request: Streams.BatchAppendReq) => void,
    ): Promise<Streams.BatchAppendResp> => {
      const call = client.batchAppend();
      call.on('error', () => undefined);
      const request = new streams.BatchAppendReq();
      request.setCorrelationId(uuid());
      const options = new streams.BatchAppendReq.Options();
      options.setStreamIdentifier(identifier('batched'));
      options.setAny(new GoogleEmpty());
      request.setOptions(options);
      request.setIsFinal(true);
      fill(request);
      call.write(request);
      const [answer] = (await once(call, 'data')) as [Streams.BatchAppendResp];
      call.end();
      return answer;
    };
    const kindOf = (answer: Streams.BatchAppendResp) =>
      answer.getError()?.getDetails()?.getTypeName();

    it('is refused alone: an append without stream, expectation or type', async () => {
      const bad = 'event_store.client.BadRequest';
      expect(
        kindOf(await batch((request) => request.getOptions()!.setStreamIdentifier(identifier('')))),
      ).toBe(bad);
      expect(kindOf(await batch((request) => request.getOptions()!.clearAny()))).toBe(bad);
      const untyped = new streams.BatchAppendReq.ProposedMessage();
      untyped.setId(uuid());
      expect(kindOf(await batch((request) => void request.addProposedMessages(untyped)))).toBe(bad);
    });

    it('is answered once: an append that never ends runs out of time', async () => {
      const { Timestamp } = createRequire(import.meta.url)(
        'google-protobuf/google/protobuf/timestamp_pb',
      ) as { Timestamp: { fromDate(date: Date): never } };
      const answer = await batch((request) => {
        request.setIsFinal(false);
        request.getOptions()!.setDeadline(Timestamp.fromDate(new Date(Date.now() + 100)));
      });
      expect(kindOf(answer)).toBe('event_store.client.Timeout');
    });

    it('is passed over: what belongs to no append', async () => {
      const answer = await batch((request) => request.setCorrelationId(uuid()));
      expect(answer.hasSuccess()).toBe(true);
      const call = client.batchAppend();
      call.on('error', () => undefined);
      call.resume();
      const stray = new streams.BatchAppendReq();
      stray.setCorrelationId(uuid() satisfies Shared.UUID);
      stray.setIsFinal(true);
      call.write(stray);
      call.write(new streams.BatchAppendReq());
      call.end();
      await once(call, 'end');
    });
  });

  it('is let go: bytes that are no HTTP/2', async () => {
    const socket = connect(peer.ports[0]!, '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('GET / HTTP/1.1\r\n\r\n'.repeat(10));
    await once(socket, 'close');
  });
});
