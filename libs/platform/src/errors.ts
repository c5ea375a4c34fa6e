import { rejections } from '@gongkai/kernel';

export const { texts: initialiseErrors, reject: rejectInitialise } = rejections({
  'init.notDemo': {
    zh: '数据目录中已有真实的政府,演示数据不能加入其中。',
    en: 'The data folder holds real governments; demo data may not be put beside them.',
  },
  'init.demoBeyondLoopback': {
    zh: '演示数据只能在本机地址上提供,不能绑定 {host}。',
    en: 'Demo data is served on this machine only and may not be bound to {host}.',
  },
});

export const { texts: simulationErrors, reject: rejectSimulation } = rejections({
  'simulation.governmentIsReal': {
    zh: '“{node}”已加入平台;模拟数据不与真实数据混在一起,请另选一地。',
    en: '“{node}” is on the platform already; simulated data is kept apart from real data.',
  },
});
