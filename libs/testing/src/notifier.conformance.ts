import type { Mail, Notifier } from '@gongkai/kernel';

/** A mail as it came out at the other end. */
export type ArrivedMail = { to: string; subject: string; text: string; id: string };

export type NotifierUnderTest = {
  notifier: Notifier;
  /** What has arrived so far. */
  arrived(): Promise<ArrivedMail[]>;
  /** From now on there is no such mailbox. */
  refuse(address: string): void;
  /** From now on nobody answers, or somebody does again. */
  breakDown(broken: boolean): Promise<void>;
  dispose(): Promise<void>;
};

const mail = (more: Partial<Mail> = {}): Mail => ({
  cause: 'request.R1.overdue',
  to: 'office@county.example',
  subject: '申请 2026-0007 已逾期',
  text: '登记编号:2026-0007\n期限:2026-03-10\n',
  ...more,
});

/** What every way of sending mail keeps. */
export const notifierConformance = (name: string, open: () => Promise<NotifierUnderTest>): void =>
  describe(`notifier: ${name}`, () => {
    let under: NotifierUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.dispose());

    it('delivers subject and text as they were, Chinese and rare characters among them', async () => {
      const sent = mail({ text: '登记编号:2026-0007 㛃𠮷\n第二行\n' });
      expect(await under.notifier.send(sent)).toEqual({ outcome: 'sent' });
      const [arrived] = await under.arrived();
      expect(arrived).toMatchObject({ to: sent.to, subject: sent.subject });
      expect(arrived!.text.trimEnd()).toBe(sent.text.trimEnd());
    });

    it('gives the same cause to the same address the same name, and others another', async () => {
      await under.notifier.send(mail());
      await under.notifier.send(mail());
      await under.notifier.send(mail({ cause: 'request.R2.overdue' }));
      await under.notifier.send(mail({ to: 'head@county.example' }));
      const ids = (await under.arrived()).map(({ id }) => id);
      expect(ids[0]).toBe(ids[1]);
      expect(new Set(ids).size).toBe(3);
    });

    it('tells a mailbox that does not exist from a server that does not answer', async () => {
      under.refuse('gone@county.example');
      expect(await under.notifier.send(mail({ to: 'gone@county.example' }))).toMatchObject({
        outcome: 'refused',
      });
      await under.breakDown(true);
      expect(await under.notifier.send(mail())).toMatchObject({ outcome: 'failed' });
    });

    it('sends again once the server is back', async () => {
      await under.breakDown(true);
      expect(await under.notifier.send(mail())).toMatchObject({ outcome: 'failed' });
      await under.breakDown(false);
      expect(await under.notifier.send(mail())).toEqual({ outcome: 'sent' });
      expect(await under.arrived()).toHaveLength(1);
    });

    it('names neither address nor text in a reason', async () => {
      under.refuse('gone@county.example');
      const refused = await under.notifier.send(mail({ to: 'gone@county.example' }));
      expect(JSON.stringify(refused)).not.toMatch(/gone|county|2026-0007/);
    });
  });
