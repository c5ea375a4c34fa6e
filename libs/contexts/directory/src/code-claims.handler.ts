import { releaseUnused, type Receipt } from '@gongkai/kernel';
import { Handler } from '@gongkai/nest';
import { CommandHandler } from '@nestjs/cqrs';
import { ReleaseCodeCommand } from './code-claims.process.js';
import { agencyAggregate } from './decider.agency.js';
import { divisionAggregate } from './decider.division.js';
import { governmentAggregate } from './decider.government.js';

@CommandHandler(ReleaseCodeCommand)
export class ReleaseCodeHandler extends Handler {
  execute(sent: ReleaseCodeCommand): Promise<Receipt> {
    const { kind } = sent.data;
    switch (kind) {
      case 'agencyCode':
        return releaseUnused(this.deps, sent, {
          kind,
          aggregate: agencyAggregate,
          inUse: (agency, code) => agency.everHad(code),
          reason: '机构登记或变更未成,代码收回。',
        });
      case 'divisionCode':
        return releaseUnused(this.deps, sent, {
          kind,
          aggregate: divisionAggregate,
          inUse: (division, code) => division?.spans.some((span) => span.code === code) ?? false,
          reason: '区划登记或变更未成,代码收回。',
        });
      case 'government':
        return releaseUnused(this.deps, sent, {
          kind,
          aggregate: governmentAggregate,
          inUse: (government, division) => government?.division === division,
          reason: '政府加入未成,区划收回。',
        });
    }
  }
}
