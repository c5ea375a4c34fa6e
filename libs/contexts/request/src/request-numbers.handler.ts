import { releaseUnused } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { requestAggregate } from './decider.js';
import { ReleaseRequestNumberCommand, REQUEST_NUMBER_CLAIM } from './request-claims.process.js';

@CommandHandler(ReleaseRequestNumberCommand)
export class ReleaseRequestNumberHandler extends Handler {
  execute(sent: ReleaseRequestNumberCommand) {
    return releaseUnused(this.deps, sent, {
      kind: REQUEST_NUMBER_CLAIM,
      aggregate: requestAggregate,
      inUse: ({ number }, value) => number === value,
      reason: '登记未成,登记编号收回。',
    });
  }
}
