import { rejections } from '@gongkai/kernel';

export const { texts: directoryErrors, reject: rejectDirectory } = rejections({
  'directory.unknown': {
    zh: '没有名称或代码为“{text}”的单位。',
    en: 'No unit has the name or code “{text}”.',
  },
  'directory.ambiguous': {
    zh: '“{text}”不止一个,请用代码或“上级/名称”指明。',
    en: '“{text}” names more than one unit; give a code or “superior/name”.',
  },
  'directory.exists': { zh: '该单位已经登记。', en: 'The unit is already on record.' },
  'directory.missing': { zh: '该单位尚未登记。', en: 'The unit is not on record.' },
  'directory.ended': {
    zh: '该单位自 {until} 起已撤销或并入其他单位。',
    en: 'The unit has not existed since {until}.',
  },
  'directory.beforeLastChange': {
    zh: '日期早于该单位上一次变动({since})。',
    en: 'The day is before the last change of the unit ({since}).',
  },
  'directory.inFuture': { zh: '日期尚未到来。', en: 'The day has not come yet.' },
  'directory.parentMissing': {
    zh: '上级单位在该日不存在。',
    en: 'The superior does not exist on that day.',
  },
  'directory.wrongLevel': {
    zh: '{kind} 不能设在该上级之下。',
    en: 'A {kind} cannot stand under that superior.',
  },
  'directory.loop': {
    zh: '单位不能隶属于自己或自己的下级。',
    en: 'A unit cannot stand under itself or under what stands under it.',
  },
  'directory.successorMissing': {
    zh: '并入的单位在该日不存在或已撤销。',
    en: 'The unit to merge into does not exist on that day.',
  },
  'directory.successorOfOtherKind': {
    zh: '只能并入同级区划。',
    en: 'A division is merged into one of its own level.',
  },
  'directory.hasSubordinates': {
    zh: '该机关之下还有:{names}。请先将其改属其他机关、并入其他机关或者撤销。',
    en: 'Under this agency there still stands: {names}. Move, merge or abolish that first.',
  },
  'directory.codeTaken': { zh: '代码“{code}”已被使用。', en: 'The code “{code}” is in use.' },
  'directory.notGoverned': {
    zh: '此区划没有可加入平台的人民政府。',
    en: 'This division has no government that could join.',
  },
  'directory.alreadyJoined': {
    zh: '该政府已经加入平台。',
    en: 'The government has already joined.',
  },
  'directory.notJoined': { zh: '该政府尚未加入平台。', en: 'The government has not joined.' },
  'directory.townOnly': {
    zh: '只有乡镇和街道可以对应乡级区划。',
    en: 'Only townships and sub-districts stand for a town of the tree.',
  },
  'directory.townElsewhere': {
    zh: '该乡级区划不属于本级政府。',
    en: 'The town does not belong to this government.',
  },
  'directory.postHeld': {
    zh: '此岗位已有人担任,请办理交接。',
    en: 'The post is held; hand it over instead.',
  },
  'directory.postVacant': {
    zh: '此岗位无人担任,没有可交接的内容。',
    en: 'Nobody holds the post, so nothing can be handed over.',
  },
  'directory.samePerson': {
    zh: '接任者与现任者是同一人。',
    en: 'The person who takes over already holds the post.',
  },
  'directory.nobodyNamed': {
    zh: '请填写姓名或账号。',
    en: 'Name a person or an account.',
  },
});
