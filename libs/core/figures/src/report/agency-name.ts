import { plain } from './plain-text.js';

/** A government at the end of a name, or the office that signs for it. */
const GOVERNMENT = /(人民)?政府(办公厅|办公室|办)?$/;

/** The name of an agency without what offices leave out now and then. */
export const agencyKey = (name: string): string =>
  plain(name).replace(/\s+/g, '').replace(GOVERNMENT, '');

/** Two spellings of one agency, as far as the name tells. */
export const sameAgency = (one: string, other: string): boolean => {
  const [a, b] = [agencyKey(one), agencyKey(other)];
  return a === b || (a !== '' && b !== '' && (a.endsWith(b) || b.endsWith(a)));
};

/** Who may make government rules (立法法: State Council departments, provinces, cities with districts). */
export type RuleMaking = 'may' | 'mayNot' | 'unknown';

const STATE = /^(国务院|国家|中国|中华人民共和国|海关总署)|^[^省市县区]{2,12}部$/;
const REGION = /(省|自治区|自治州|特别行政区)$/;
const BELOW_CITY =
  /(县|旗|区|镇|乡|街道|街道办事处|街道办|林区|特区|盟|地区|行政公署|行署|管理委员会|管委会)$/;
const CITY = /市$/;
const DEPARTMENT =
  /(局|委|委员会|厅|办|办公室|院|所|队|站|中心|总队|支队|集团|公司|学校|大学|学院|银行)$/;

/** By the name alone; a city inside another city is one of its counties. */
export const ruleMakingOf = (agency: string): RuleMaking => {
  const name = agencyKey(agency);
  if (STATE.test(name) || REGION.test(name)) return 'may';
  if (BELOW_CITY.test(name) || DEPARTMENT.test(name)) return 'mayNot';
  if (CITY.test(name)) return /市.*市$/.test(name) ? 'mayNot' : 'may';
  return 'unknown';
};

const COUNTY_AND_ABOVE = /(省|自治区|自治州|盟|地区|市|县|旗|区|特区|林区)$/;

/** A government with governments or agencies of its own below, by its name; a township has none. */
export const hasAgencies = (agency: string): boolean => COUNTY_AND_ABOVE.test(agencyKey(agency));
