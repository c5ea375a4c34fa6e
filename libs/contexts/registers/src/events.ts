import { lastingEvents } from '@gongkai/entries';
import { Day, event, type EventOf } from '@gongkai/kernel';
import { z } from 'zod';

/** 试行 or final. */
export const RuleStage = z.enum(['trial', 'final']);
export type RuleStage = z.infer<typeof RuleStage>;

/** A rule an agency works by (制度): one edition of it. */
export const WorkRule = z.strictObject({
  agency: z.string().nullable(),
  /** Which of the rules on the list it is; null: one the list does not ask for. */
  kind: z.string().nullable(),
  title: z.string(),
  documentNumber: z.string().nullable(),
  stage: RuleStage,
  /** 2019年修订. */
  edition: z.string().nullable(),
  inForceFrom: Day,
  /** Null: not published. */
  publishedOn: Day.nullable(),
  documentId: z.string().nullable(),
  address: z.string().nullable(),
});
export type WorkRule = z.infer<typeof WorkRule>;

const ruleFacet = ({ stage, publishedOn }: WorkRule): number =>
  Number(stage === 'trial') | (Number(publishedOn !== null) << 1);
export const unpackRule = (facet: number) => ({
  trial: (facet & 1) === 1,
  published: ((facet >> 1) & 1) === 1,
});

const rule = lastingEvents(WorkRule, { on: ({ inForceFrom }) => inForceFrom, facet: ruleFacet });
export const workRuleEvents = {
  WorkRuleEntered: rule.entered,
  WorkRuleWithdrawn: rule.withdrawn,
  WorkRuleEnded: rule.ended,
  WorkRuleEndUndone: rule.resumed,
};

/** Who speaks for an agency (新闻发言人): published with the office's telephone, as the post asks. */
export const Spokesperson = z.strictObject({
  agency: z.string().nullable(),
  name: z.string(),
  post: z.string(),
  officePhone: z.string().nullable(),
  since: Day,
});
export type Spokesperson = z.infer<typeof Spokesperson>;

const spokesperson = lastingEvents(Spokesperson, { on: ({ since }) => since });
export const spokespersonEvents = {
  SpokespersonAppointed: spokesperson.entered,
  SpokespersonWithdrawn: spokesperson.withdrawn,
  SpokespersonReleased: spokesperson.ended,
  SpokespersonReleaseUndone: spokesperson.resumed,
};

/** A rule every agency should have. */
export const RequiredRule = z.strictObject({ kind: z.string(), zh: z.string(), en: z.string() });
export type RequiredRule = z.infer<typeof RequiredRule>;

export const ruleListEvents = {
  RuleListAdopted: event(
    z.strictObject({
      entries: z.array(RequiredRule),
      adoptedOn: Day,
      basis: z.string().nullable(),
      adoptedBy: z.string().min(1),
    }),
    { occurredOn: (data) => data.adoptedOn },
  ),
};

export const registersEvents = { ...workRuleEvents, ...spokespersonEvents, ...ruleListEvents };
export type WorkRuleEvent = EventOf<typeof workRuleEvents>;
export type SpokespersonEvent = EventOf<typeof spokespersonEvents>;
export type RuleListEvent = EventOf<typeof ruleListEvents>;
