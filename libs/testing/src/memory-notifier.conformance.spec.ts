import { deriveId } from '@gongkai/kernel';
import { MemoryNotifier } from './memory-notifier.js';
import { notifierConformance } from './notifier.conformance.js';

notifierConformance('memory', async () => {
  const notifier = new MemoryNotifier();
  return {
    notifier,
    arrived: async () =>
      notifier.sent.map(({ cause, to, subject, text }) => ({
        to,
        subject,
        text,
        id: deriveId(cause, to),
      })),
    refuse: (address) => notifier.refuse(address),
    breakDown: async (broken) => notifier.breakDown(broken),
    dispose: () => notifier.close(),
  };
});
