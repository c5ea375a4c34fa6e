// Characters of the traditional script that the patterns of the checks look for.
const TRADITIONAL =
  '據統計報數開關鍵詞請寫輸標題參範條號國務內縣區鎮鄉辦門訴訟複議費審組織編製舊縮與餘約圓動問進總況處項監評網臺護體欄減領導幹為達設誌協調專經會';
const SIMPLIFIED =
  '据统计报数开关键词请写输标题参范条号国务内县区镇乡办门诉讼复议费审组织编制旧缩与余约元动问进总况处项监评网台护体栏减领导干为达设志协调专经会';

const FOLDED = new Map([...TRADITIONAL].map((from, i) => [from, [...SIMPLIFIED][i]!]));

/** Text for comparing: full-width forms and the traditional script of common words folded. */
export const plain = (text: string): string =>
  [...text.normalize('NFKC')].map((character) => FOLDED.get(character) ?? character).join('');
