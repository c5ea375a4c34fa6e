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

/** Which of the sites of a government it is; the words are those of the means of publication. */
export const SiteKind = z.enum(['ownSite', 'opennessSite', 'subSite', 'villageSite', 'townSite']);
export type SiteKind = z.infer<typeof SiteKind>;

/** A website, or a column of one, that an agency publishes on (公开网站和栏目). */
export const Site = z.strictObject({
  agency: z.string().nullable(),
  kind: SiteKind,
  name: z.string(),
  address: z.string(),
  openedOn: Day,
});
export type Site = z.infer<typeof Site>;

/**
 * What an officer saw of the link every site must carry to the openness site (必设链接): there, not
 * there, or there and leading elsewhere or nowhere. Of a site that does not open nothing was seen.
 */
export const LinkFinding = z.enum(['present', 'missing', 'broken']);
export type LinkFinding = z.infer<typeof LinkFinding>;

const id = z.string().min(1);
/** Checks of a site are numbered. */
const check = { id, check: z.int().min(1), on: Day, finding: LinkFinding };
const by = z.string().min(1);
const onDay = { occurredOn: (data: { on: Day }) => data.on };
const site = lastingEvents(Site, { on: ({ openedOn }) => openedOn });

export const siteEvents = {
  SiteEntered: site.entered,
  SiteWithdrawn: site.withdrawn,
  SiteClosed: site.ended,
  SiteClosureUndone: site.resumed,
  LinkChecked: event(z.strictObject({ ...check, remark: z.string().nullable(), by }), onDay),
  /** Entered by mistake; the check before it stands again. */
  LinkCheckWithdrawn: event(z.strictObject({ ...check, reason: z.string(), by }), onDay),
  /** From this day on figures count the site among those without a working link. */
  LinklessSiteCounted: event(z.strictObject({ id, on: Day }), onDay),
  /** From this day on they do so no more; on the day of one that was counted, it never did. */
  LinklessSiteUncounted: event(z.strictObject({ id, on: Day }), onDay),
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

export const registersEvents = {
  ...workRuleEvents,
  ...spokespersonEvents,
  ...siteEvents,
  ...ruleListEvents,
};
export type WorkRuleEvent = EventOf<typeof workRuleEvents>;
export type SpokespersonEvent = EventOf<typeof spokespersonEvents>;
export type SiteEvent = EventOf<typeof siteEvents>;
export type RuleListEvent = EventOf<typeof ruleListEvents>;
