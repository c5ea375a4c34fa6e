import { idForCreate, type Day } from '@gongkai/kernel';
import { SuitCommand } from '@gongkai/litigation';
import { ReconsiderationCommand } from '@gongkai/reconsideration';
import type { DemoOfficers } from './accounts.js';
import appeals from './appeals.data.json' with { type: 'json' };
import { demoCall, sent, type Sender } from './calls.js';
import type { DemoGovernment } from './governments.js';

type Governments = ReadonlyMap<string, DemoGovernment & { officers: DemoOfficers }>;
type Step = readonly [Day, { type: string } & Readonly<Record<string, unknown>>];
type Stage = { filedOn: Day; steps: readonly Step[] } & Readonly<Record<string, unknown>>;
type DemoAppeal = {
  key: string;
  government: string;
  /** Key of the demo request whose reply is challenged. */
  request: string;
  reconsideration: Stage;
  suit: Stage;
};
type Course = {
  kind: 'reconsideration' | 'suit';
  key: string;
  stage: Stage;
  /** What the filing says besides what the data has. */
  filing: Readonly<Record<string, unknown>>;
};

const COMMANDS = { reconsideration: ReconsiderationCommand, suit: SuitCommand };

/** Replies challenged before the body above and then in court: one is over, one is to be answered. */
export const bringAppeals = async (to: Sender, governments: Governments): Promise<number> => {
  for (const {
    key,
    government,
    request,
    reconsideration,
    suit,
  } of appeals as unknown as readonly DemoAppeal[]) {
    const { tenant, officers } = governments.get(government)!;
    const requestId = idForCreate({ tenant, commandId: `demo.request.${request}` }, 'request');
    const challenged = { kind: 'reply', requestId, replyId: 'reply1' };
    const follow = course(to, tenant, officers);
    const reconsiderationId = await follow({
      kind: 'reconsideration',
      key,
      stage: reconsideration,
      filing: { challenged, sameApplicant: true },
    });
    await follow({
      kind: 'suit',
      key,
      stage: suit,
      filing: { challenged, reconsiderationId, route: 'afterReconsideration' },
    });
  }
  return appeals.length;
};

const course =
  (to: Sender, tenant: string, { legal }: DemoOfficers) =>
  async ({ kind, key, stage, filing }: Course): Promise<string> => {
    const Command = COMMANDS[kind];
    const { steps, ...said } = stage;
    const give = (commandId: string, today: Day, body: object) =>
      sent(to, new Command(demoCall(tenant, commandId, body, { officer: legal, today }), body));
    const commandId = `${kind}.${key}`;
    await give(commandId, stage.filedOn, { type: 'file', ...said, ...filing });
    const id = idForCreate({ tenant, commandId: `demo.${commandId}` }, kind);
    for (const [i, [today, command]] of steps.entries())
      await give(`${commandId}.${i}`, today, { ...command, [`${kind}Id`]: id });
    return id;
  };
