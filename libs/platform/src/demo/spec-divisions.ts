import { divisionsByCode } from '@gongkai/directory';

/** The nation down to one county, for specs that need a government and no more. */
export const HENGNAN = divisionsByCode([
  ['000000', '全国'],
  ['430000', '湖南省'],
  ['430400', '衡阳市'],
  ['430422', '衡南县'],
]);
