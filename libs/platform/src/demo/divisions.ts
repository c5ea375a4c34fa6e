import { divisionsByCode } from '@gongkai/directory';

/** The divisions that the demo data stands on, without the rest of the country. */
export const demoDivisions = divisionsByCode([
  ['000000', '全国'],
  ['150000', '内蒙古自治区'],
  ['150400', '赤峰市'],
  ['230000', '黑龙江省'],
  ['230100', '哈尔滨市'],
  ['230124', '方正县'],
  ['330000', '浙江省'],
  ['330300', '温州市'],
  ['330326', '平阳县'],
  ['430000', '湖南省'],
  ['430400', '衡阳市'],
  ['430422', '衡南县'],
  ['431300', '娄底市'],
  ['520000', '贵州省'],
  ['522600', '黔东南苗族侗族自治州'],
  ['522627', '天柱县'],
]);
