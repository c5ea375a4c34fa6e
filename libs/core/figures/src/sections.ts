import { linesOf, type FormatSection, type ReportFormat } from './format.js';

const words = (text = ''): string[] => text.split(' ').filter((word) => word !== '');

/**
 * Sections from text, one line each: `id | heading | English | words that tell it`; a line that
 * begins with `+` is a subject the section before it must treat.
 */
const sectionsFrom = (text: string): FormatSection[] => {
  const sections: (FormatSection & { contents: FormatSection['contents'][number][] })[] = [];
  for (const [id = '', zh = '', en = '', telling] of linesOf(text))
    if (id === '+') sections.at(-1)!.contents.push({ zh, en, words: words(telling) });
    else sections.push({ id, zh, en, words: words(telling), contents: [] });
  return sections;
};

/** What a report had to treat under article 32 of the Regulations of 2007; the order varied. */
export const sections2007: FormatSection[] = sectionsFrom(`
initiative | 主动公开政府信息情况 | Information published on initiative | 主动公开
request | 依申请公开政府信息和不予公开情况 | Requests, granted and refused | 依申请 申请公开
fees | 收费及减免情况 | Fees and reductions | 收费 减免 费用
disputes | 复议、诉讼情况 | Reconsideration and litigation | 复议 诉讼
problems | 存在的主要问题及改进情况 | Problems and improvements | 问题 改进
`).map((section) => ({ ...section, anywhere: true as const }));

/** The six sections of the forms since 2019. */
export const sections2019 = sectionsFrom(`
overview | 一、总体情况 | I. Overview | 总体情况
+ | 主动公开 | publication on initiative | 主动公开
+ | 依申请公开 | disclosure on request | 依申请
+ | 政府信息管理 | management of information | 信息管理 信息资源 规范性文件管理 动态管理 管理
+ | 公开平台建设 | platforms | 平台 网站 新媒体 栏目
+ | 监督保障 | supervision: assessment, social evaluation, accountability | 监督 考核 评议 培训
initiative | 二、主动公开政府信息情况 | II. Published on initiative | 主动公开
request | 三、收到和处理政府信息公开申请情况 | III. Requests received and handled | 收到和处理 申请情况
disputes | 四、政府信息公开行政复议、行政诉讼情况 | IV. Reconsideration and litigation | 复议 诉讼
problems | 五、存在的主要问题及改进情况 | V. Problems and improvements | 问题 改进
other | 六、其他需要报告的事项 | VI. Other matters, fees among them | 其他需要报告 其他报告 其他事项 需要报告
+ | 信息处理费 | fees for processing information | 收费 处理费 收取
`);

/** Reports before the table of 2014: text in the order of the law, with tables of their own. */
export const freeFormat: ReportFormat = {
  id: 'free',
  name: { zh: '自由格式(2014年以前)', en: 'Free form, before 2014' },
  years: { from: 1990, to: 2013 },
  basis: '政府信息公开条例(2007)',
  sections: sections2007,
  tables: [],
  cells: [],
  constraints: [],
};
