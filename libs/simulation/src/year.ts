import type { DocumentCommandInput } from '@gongkai/publication';
import { idForCreate, type Day, type Officer } from '@gongkai/kernel';
import { officerOf, type Office, type Post } from './offices.js';
import { itemOf, type ItemPlan, type YearPlan } from './plan.js';

/** One command of a simulated officer, given on a day of the simulated year. */
export type SimulatedCommand = {
  on: Day;
  officer: Officer;
  commandId: string;
  data: DocumentCommandInput;
};

/** The commands that carry one item through its year, in order. */
export const commandsOf = (plan: YearPlan, number: number, tenant: string): SimulatedCommand[] => {
  const item = itemOf(plan, number);
  const prefix = `simulate.${plan.seed}.${plan.year}.${number}`;
  const documentId = idForCreate({ tenant, commandId: `${prefix}.0` }, 'document');
  return stepsOf(item, documentId, plan.year).map(({ on, post, data }, step) => ({
    on,
    officer: officerAt(tenant, post, item.office),
    commandId: `${prefix}.${step}`,
    data,
  }));
};

const officers = new Map<string, Officer>();
const officerAt = (tenant: string, post: Post, office: Office): Officer => {
  const key = `${tenant}/${office.code}/${post}`;
  const known = officers.get(key) ?? officerOf(tenant, post, office);
  officers.set(key, known);
  return known;
};

type Step = { on: Day; post: Post; data: DocumentCommandInput };

const stepsOf = (item: ItemPlan, documentId: string, year: number): Step[] => {
  if (item.fate === 'handledOutside')
    return [
      {
        on: item.formedOn,
        post: 'drafter',
        data: { type: 'noteHandledOutside', agency: item.office.id, mark: 'confidential' },
      },
    ];
  const steps = [...draftSteps(item, documentId), ...decisionSteps(item, documentId)];
  return item.fate === 'published'
    ? [...steps, ...publicSteps(item, documentId, year), ...laterSteps(item, documentId)]
    : steps;
};

const contentOf = (item: ItemPlan) => ({
  title: item.title,
  documentNumber: item.documentNumber,
  genre: item.genre,
  normative: item.normative,
  formedOn: item.formedOn,
});

const draftSteps = (item: ItemPlan, documentId: string): Step[] => [
  {
    on: item.formedOn,
    post: 'drafter',
    data: { type: 'draft', agency: item.office.id, column: item.column, ...contentOf(item) },
  },
  {
    on: item.formedOn,
    post: 'drafter',
    data: { type: 'proposeAttribute', documentId, ...attributeOf(item) },
  },
];

const REASONS = {
  onRequest: '涉及特定当事人,可依申请提供。',
  withheld: '含有个人隐私,公开会损害第三方合法权益。',
};
const attributeOf = (item: ItemPlan) => {
  switch (item.fate) {
    case 'onRequest':
      return { attribute: 'onRequest' as const, reason: REASONS.onRequest };
    case 'withheld':
      return {
        attribute: 'withheld' as const,
        ground: 'personalPrivacy' as const,
        reason: REASONS.withheld,
      };
    case 'published':
    case 'handledOutside':
      return { attribute: 'onInitiative' as const };
  }
};

const decisionSteps = (item: ItemPlan, documentId: string): Step[] => [
  { on: item.reviewedOn, post: 'drafter', data: { type: 'requestSecrecy', documentId } },
  { on: item.reviewedOn, post: 'reviewer', data: { type: 'passSecrecy', documentId } },
  {
    on: item.approvedOn,
    post: 'signer',
    data: { type: 'decideAttribute', documentId, ...attributeOf(item) },
  },
  { on: item.approvedOn, post: 'signer', data: { type: 'approve', documentId } },
];

const publicSteps = (item: ItemPlan, documentId: string, year: number): Step[] =>
  item.channels.map((channel, i) => ({
    on: i === 0 ? item.publishedOn : item.furtherOn,
    post: 'clerk',
    data: {
      type: 'publish',
      documentId,
      channel,
      ...(i === 0 ? { indexNumber: indexNumberOf(item, year) } : {}),
    },
  }));

/** Given with the item, so that it does not depend on which item is first in a crowded hour. */
const indexNumberOf = (item: ItemPlan, year: number) =>
  `${item.office.code}/${year}-${String(item.number).padStart(7, '0')}`;

const laterSteps = (item: ItemPlan, documentId: string): Step[] => {
  const steps: Step[] = [];
  const { correctedOn, withdrawnOn } = item;
  if (correctedOn !== null) {
    const content = { ...contentOf(item), summary: '更正了附表中的一处数字。' };
    const corrected = { ...item, reviewedOn: correctedOn, approvedOn: correctedOn };
    steps.push(
      { on: correctedOn, post: 'drafter', data: { type: 'revise', documentId, ...content } },
      ...decisionSteps(corrected, documentId),
      {
        on: correctedOn,
        post: 'clerk',
        data: { type: 'correct', documentId, reason: '附表数字有误' },
      },
    );
  }
  if (withdrawnOn !== null && (correctedOn === null || withdrawnOn > correctedOn))
    steps.push({
      on: withdrawnOn,
      post: 'clerk',
      data: { type: 'withdraw', documentId, reason: '内容有误', cause: 'error' },
    });
  return steps;
};
