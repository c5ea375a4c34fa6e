import type { PolicyTable } from '@gongkai/kernel';

/** Who may ask for checkpoints and proofs; hashes and signatures only, no content. */
export const evidencePolicy = {
  'evidence.read': {
    zh: '查看存证日志的检查点与证明',
    en: 'See checkpoints and proofs of the evidence log',
    roles: ['auditor', 'legalOfficer', 'supervisor', 'disclosureHead', 'administrator'],
  },
  'evidence.readBelow': {
    zh: '查看下级政府存证日志的检查点与证明',
    en: 'See checkpoints and proofs of the evidence logs of governments below',
    roles: ['auditor', 'supervisor', 'legalOfficer'],
  },
} as const satisfies PolicyTable;
