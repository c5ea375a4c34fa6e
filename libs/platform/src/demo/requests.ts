import { idForCreate, type Day } from '@gongkai/kernel';
import { RequestCommand } from '@gongkai/request';
import type { DemoOfficers, DemoPost } from './accounts.js';
import { demoCall, sent, type Sender } from './calls.js';
import type { DemoGovernment } from './governments.js';
import requests from './requests.data.json' with { type: 'json' };

type Governments = ReadonlyMap<string, DemoGovernment & { officers: DemoOfficers }>;
type DemoRequest = {
  key: string;
  government: string;
  person: number;
  receive: { receivedOn: Day } & Readonly<Record<string, unknown>>;
  steps: readonly [DemoPost, Day, { type: string } & Readonly<Record<string, unknown>>][];
};

/**
 * Requests of both editions at every stage. The persons are made up: their passports are
 * none that anybody issues, their addresses none that anybody has.
 */
export const fileRequests = async (to: Sender, governments: Governments): Promise<number> => {
  for (const request of requests as unknown as readonly DemoRequest[]) {
    const { key, government: name, person, receive, steps } = request;
    const { tenant, officers } = governments.get(name)!;
    const first = {
      type: 'receive',
      agency: null,
      identity: { kind: 'passport', number: `DEMO${String(person).padStart(5, '0')}` },
      contact: { email: `applicant${person}@example.invalid` },
      ...receive,
    };
    const commandId = `request.${key}`;
    const by = { officer: officers.clerk, today: receive.receivedOn };
    await sent(to, new RequestCommand(demoCall(tenant, commandId, first, by), first));
    const requestId = idForCreate({ tenant, commandId: `demo.${commandId}` }, 'request');
    for (const [step, [post, today, command]] of steps.entries()) {
      const body = { ...command, requestId };
      const call = demoCall(tenant, `${commandId}.${step}`, body, {
        officer: officers[post],
        today,
      });
      await sent(to, new RequestCommand(call, body));
    }
  }
  return requests.length;
};
