import { Rejection, type Call, type Day, type Officer, type Receipt } from '@gongkai/kernel';

/** Where demo and simulated commands go: the one bus of the platform. */
export type Sender = { send(command: object): Promise<Receipt | Rejection> };

/** The demo data is entered by an operator of this name, unless an officer acts. */
export const DEMO_OPERATOR = 'demo';
/** The Regulations took effect: the demo governments keep their catalogues from then on. */
export const DEMO_FROM: Day = '2008-05-01';

export const demoCall = (
  tenant: string,
  step: string,
  body: unknown,
  by: { officer?: Officer; today?: Day } = {},
): Call => ({
  tenant,
  caller: by.officer
    ? { kind: 'officer', officer: by.officer }
    : { kind: 'operator', name: DEMO_OPERATOR },
  commandId: `demo.${step}`,
  body,
  origin: 'demo',
  today: by.today ?? DEMO_FROM,
});

/** The demo data is ours: a refusal is a mistake in it. */
export const sent = async (to: Sender, command: object): Promise<Receipt> => {
  const outcome = await to.send(command);
  if (outcome instanceof Rejection)
    throw new Error(
      `demo: ${outcome.code} ${outcome.field ?? ''} ${JSON.stringify(outcome.details)}`,
    );
  return outcome;
};
