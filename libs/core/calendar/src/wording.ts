import type { Pause, Restart } from './clock.js';
import { editionRules, type Channel, type Edition } from './editions.js';

/** A sentence of a derivation in both languages. */
export type Text = { zh: string; en: string };

const CHANNEL: Readonly<Record<Channel, Text>> = {
  inPerson: { zh: '当面提交', en: 'handed in' },
  signedPost: { zh: '邮寄(需签收)', en: 'post signed for' },
  mail: { zh: '平常信函(无需签收)', en: 'ordinary mail' },
  online: { zh: '互联网渠道', en: 'the internet channel' },
  email: { zh: '公布的电子邮箱', en: 'the published mailbox' },
  fax: { zh: '公布的传真', en: 'the published fax' },
  oral: { zh: '口头提出、由机关代为填写', en: 'an oral request written down by the office' },
};
const PAUSE: Readonly<Record<Pause['cause'], Text>> = {
  thirdParty: { zh: '征求第三方意见', en: 'consulting a third party' },
  otherAgency: { zh: '征求其他机关意见', en: 'consulting another agency' },
  other: { zh: '依法不计入期限的其他事由', en: 'another cause the law does not count' },
};
const RESTART: Readonly<Record<Restart['cause'], Text>> = {
  correction: { zh: '收到补正后的申请', en: 'the corrected request came in' },
  payment: { zh: '申请人缴清信息处理费', en: 'the processing fee was paid' },
  round: { zh: '重新办理', en: 'the case was opened again' },
};
const EDITION: Readonly<Record<Edition, Text>> = {
  '2007': { zh: '2007年《条例》', en: 'the Regulations of 2007' },
  '2019': { zh: '2019年修订的《条例》', en: 'the Regulations as revised in 2019' },
};
const UNVERIFIED: Text = { zh: '(该规则未经核实)', en: ' (rule not verified)' };
const mark = (verified: boolean): Text => (verified ? { zh: '', en: '' } : UNVERIFIED);
const days = (n: number) => `${n} working day${n === 1 ? '' : 's'}`;

export const beforeRegulations = (): Text => ({
  zh: `收到日早于《条例》施行日(${editionRules['2007'].inForce}),仅供参考。`,
  en: `Received before the Regulations were in force (${editionRules['2007'].inForce}); for orientation only.`,
});

export const edition = (applied: Edition, received: string): Text => ({
  zh: `${received} 收到,适用${EDITION[applied].zh}(${editionRules[applied].inForce} 起施行)。`,
  en: `Received on ${received}: ${EDITION[applied].en} apply (in force since ${editionRules[applied].inForce}).`,
});

export const editionOverridden = (applied: Edition, byReceipt: Edition): Text => ({
  zh: `按收到日应适用${EDITION[byReceipt].zh},本件指定适用${EDITION[applied].zh}。`,
  en: `By the day of receipt ${EDITION[byReceipt].en} would apply; for this case ${EDITION[applied].en} were chosen.`,
});

export const startOnArrival = (channel: Channel, day: string, verified: boolean): Text => ({
  zh: `${CHANNEL[channel].zh}:以收到之日 ${day} 为收到申请之日。${mark(verified).zh}`,
  en: `By ${CHANNEL[channel].en}: the day of arrival, ${day}, is the day of receipt.${mark(verified).en}`,
});

export const startOnConfirmation = (channel: Channel, day: string, verified: boolean): Text => ({
  zh: `${CHANNEL[channel].zh}:以双方确认之日 ${day} 为收到申请之日。${mark(verified).zh}`,
  en: `By ${CHANNEL[channel].en}: the day both sides confirmed, ${day}, is the day of receipt.${mark(verified).en}`,
});

export const confirmationAssumed = (day: string): Text => ({
  zh: `没有给出确认日,按收到当日 ${day} 确认计算。`,
  en: `No day of confirmation was given; it is taken to be the day of arrival, ${day}.`,
});

export const confirmationWithoutEffect = (day: string): Text => ({
  zh: `${day} 的确认不影响起算:该渠道以收到为准。`,
  en: `The confirmation of ${day} does not move the start: this channel counts from arrival.`,
});

export const notStarted = (channel: Channel): Text => ({
  zh: `${CHANNEL[channel].zh}:须由双方确认,尚未确认,期限未起算。`,
  en: `By ${CHANNEL[channel].en}: both sides have to confirm and have not; the period has not begun.`,
});

export const restart = ({ on, cause }: Restart, verified: boolean): Text => ({
  zh: `${on} ${RESTART[cause].zh},期限重新起算。${mark(verified).zh}`,
  en: `On ${on} ${RESTART[cause].en}: the period begins anew.${mark(verified).en}`,
});

export const restartOvertaken = ({ on, cause }: Restart): Text => ({
  zh: `${on} ${RESTART[cause].zh};期限以最后一次起算为准。`,
  en: `On ${on} ${RESTART[cause].en}; the last start is what counts.`,
});

export const restartWithoutEffect = ({ on, cause }: Restart): Text => ({
  zh: `${on} ${RESTART[cause].zh},但当日适用的规定没有因此重新起算期限的规则。`,
  en: `On ${on} ${RESTART[cause].en}, but no rule in force then restarts the period for it.`,
});

export const period = (n: number, chosen: boolean): Text => ({
  zh: chosen ? `本轮答复期限为 ${n} 个工作日。` : `答复期限为 ${n} 个工作日。`,
  en: chosen
    ? `The reply of this round is due within ${days(n)}.`
    : `A reply is due within ${days(n)}.`,
});

export const counting = (first: string): Text => ({
  zh: `起算日当日不计,自次日 ${first} 起计算,只计工作日。`,
  en: `The starting day is not counted; counting begins on ${first} and takes working days only.`,
});

export const pause = (pause: Pause, outside: boolean): Text => {
  const { from, to, cause } = pause;
  const end: Text =
    to === null
      ? { zh: '尚未收到答复', en: 'no answer yet' }
      : { zh: `${to} 结束`, en: `ended ${to}` };
  const effect: Text = outside
    ? { zh: '不在计算期间之内,不影响到期日', en: 'outside the period, without effect' }
    : {
        zh: '其间的工作日不计,重叠的只扣除一次',
        en: 'working days in it are not counted, overlaps once',
      };
  return {
    zh: `${PAUSE[cause].zh}:${from} 发出,${end.zh};${effect.zh}。`,
    en: `Pause for ${PAUSE[cause].en}: sent ${from}, ${end.en}; ${effect.en}.`,
  };
};

export const pauseWithoutEffect = ({ from, cause }: Pause): Text => ({
  zh: `${PAUSE[cause].zh}(${from} 发出):适用的规定不因此停止计算。`,
  en: `Pause for ${PAUSE[cause].en} (sent ${from}): the rules that apply do not stop the clock for it.`,
});

const FESTIVALS: Readonly<Record<string, string>> = {
  元旦: "New Year's Day",
  春节: 'Spring Festival',
  清明: 'Tomb-Sweeping Day',
  劳动节: 'Labour Day',
  端午: 'Dragon Boat Festival',
  中秋: 'Mid-Autumn Festival',
  国庆节: 'National Day',
  中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日: '70th anniversary of the victory of 1945',
};

/** Days of one kind in a row: all counted, or all passed over for the same reason. */
export type Stretch = {
  first: number;
  last: number;
  kind: 'working' | 'makeUp' | 'weekend' | 'holiday' | 'paused';
  festival: string | null;
  /** Which counted day the first of them is, in kinds that are counted. */
  nth: number;
};

export const stretch = (
  { kind, festival, first, last, nth }: Stretch,
  from: string,
  to: string,
): Text => {
  const n = last - first + 1;
  const range: Text =
    n === 1 ? { zh: from, en: from } : { zh: `${from} 至 ${to}`, en: `${from} to ${to}` };
  const zh = festival ?? '';
  const en = festival === null ? '' : `, ${FESTIVALS[festival] ?? festival}`;
  const place: Text =
    n === 1
      ? { zh: `第 ${nth} 日`, en: `day ${nth}` }
      : { zh: `第 ${nth} 至 ${nth + n - 1} 日`, en: `days ${nth} to ${nth + n - 1}` };
  switch (kind) {
    case 'working':
      return {
        zh: `${range.zh}:计 ${n} 个工作日(${place.zh})。`,
        en: `${range.en}: ${days(n)} counted (${place.en}).`,
      };
    case 'makeUp':
      return {
        zh: `${range.zh}:${zh}调休上班,计 ${n} 个工作日(${place.zh})。`,
        en: `${range.en}: make-up work${en}, ${days(n)} counted (${place.en}).`,
      };
    case 'weekend':
      return { zh: `${range.zh}:周末,不计。`, en: `${range.en}: weekend, not counted.` };
    case 'holiday':
      return { zh: `${range.zh}:${zh}放假,不计。`, en: `${range.en}: holiday${en}, not counted.` };
    case 'paused':
      return {
        zh: `${range.zh}:期限停止计算,${n} 个工作日不计。`,
        en: `${range.en}: the clock stands still, ${days(n)} not counted.`,
      };
  }
};

export const extension = (n: number, from: string): Text => ({
  zh: `原期限至 ${from},经批准延长 ${n} 个工作日。`,
  en: `The first period ends on ${from}; it was extended by ${days(n)}.`,
});

export const delayed = (to: string, effective: boolean): Text => ({
  zh: effective
    ? `告知的延迟答复期限至 ${to}。`
    : `告知的延迟期限 ${to} 不晚于法定期限,不影响到期日。`,
  en: effective
    ? `The applicant was told of a delayed period, to ${to}.`
    : `The delayed period told, to ${to}, ends no later than the statutory one and changes nothing.`,
});

export const delayWithoutEffect = (): Text => ({
  zh: '适用的规定没有延迟答复的规则,不影响到期日。',
  en: 'The rules that apply know no delayed period; it changes nothing.',
});

export const stopped = (): Text => ({
  zh: '期限停止计算尚未结束,到期日待定。',
  en: 'The clock stands still with no end in sight; there is no due day yet.',
});

export const provisional = (year: number): Text => ({
  zh: `${year} 年的放假通知尚未录入,暂按周末和法定固定节日计算,录入后自动更正。`,
  en: `The holiday notice of ${year} is not loaded: weekends and fixed holidays only, settled when it is.`,
});

export const due = (day: string, open: boolean): Text => ({
  zh: `到期日为 ${day}${open ? '(暂定)' : ''}。`,
  en: `Due on ${day}${open ? ' (provisional)' : ''}.`,
});
