import { rolesFor, type Officer, type PolicyTable, type Role } from '@gongkai/kernel';

const desk: readonly Role[] = ['legalOfficer', 'disclosureOfficer', 'disclosureHead'];
const heads: readonly Role[] = ['legalOfficer', 'disclosureHead'];
const by = (zh: string, en: string, roles: readonly Role[], article?: string) => ({
  zh,
  en,
  roles,
  ...(article === undefined ? {} : { article }),
});

/** Operation → roles. The operation of a command is `litigation.<type>`. */
export const litigationPolicy: PolicyTable = {
  'litigation.read': by('查看行政诉讼', 'Read the suits of the office', [
    ...desk,
    'clerk',
    'signer',
    'archivist',
    'auditor',
  ]),
  'litigation.open': by('查看原告、第三人', 'Open what is sealed of plaintiffs and third parties', [
    ...desk,
    'signer',
  ]),
  'litigation.file': by('登记行政诉讼', 'Enter a suit', desk, '行政诉讼法第四十六条'),
  'litigation.accept': by('登记立案', 'Record that the court accepted it', desk),
  'litigation.joinParty': by('登记共同被告、第三人', 'Record other parties', desk),
  'litigation.receiveCopy': by(
    '登记收到起诉状、上诉状副本',
    'Record the copy of the complaint or appeal',
    desk,
    '行政诉讼法第六十七条',
  ),
  'litigation.answer': by('登记答辩', 'Record the defence', desk, '行政诉讼法第六十七条'),
  'litigation.permitDelay': by(
    '登记法院准许延期提供证据',
    'Record that the court lets evidence come later',
    desk,
    '行政诉讼法第三十六条',
  ),
  'litigation.fileEvidence': by('登记举证', 'Record the evidence', desk, '行政诉讼法第三十四条'),
  'litigation.judge': by('登记裁判', 'Record a judgment or ruling', desk),
  'litigation.appeal': by('登记上诉', 'Record an appeal', desk, '行政诉讼法第八十五条'),
  'litigation.conclude': by('登记裁判生效', 'Record that a judgment took effect', desk),
  'litigation.undoConclusion': by('撤销办结登记', 'Take back that it ended', heads),
  'litigation.recordExecution': by(
    '登记履行判决',
    'Record that the judgment was carried out',
    desk,
    '行政诉讼法第九十四条',
  ),
  'litigation.void': by('作废误登的诉讼', 'Void a suit entered by mistake', heads),
};

const may = (operation: string, officer: Officer, agency: string | null): boolean =>
  rolesFor(litigationPolicy, operation, officer, agency).length > 0;

/** Whether an officer may see the suits of an agency; null is the government's own office. */
export const mayRead = (officer: Officer, agency: string | null): boolean =>
  may('litigation.read', officer, agency);

/** Whether an officer may have sealed fields opened; each opening is audited. */
export const mayOpen = (officer: Officer, agency: string | null): boolean =>
  may('litigation.open', officer, agency);
