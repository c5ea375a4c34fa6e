import type { PolicyTable } from '@gongkai/kernel';

/** Who may take a case out of the house as evidence. */
export const bundlePolicy = {
  'evidence.bundle': {
    zh: '制作证据包',
    en: 'Make an evidence bundle',
    roles: ['legalOfficer', 'disclosureHead'],
  },
} as const satisfies PolicyTable;
