import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError, type InTwoLanguages, type Position } from '@gongkai/kernel';

const texts = {
  'rows.behind': {
    zh: '读模型落后且没有进展:请启动 projector 后再试。',
    en: 'The read models are behind and do not move: start a projector and try again.',
  },
  'evidence.keeperAway': {
    zh: '现在没有进程保管存证日志:请启动 watcher 后再试。',
    en: 'No process keeps the evidence logs now: start a watcher and try again.',
  },
} as const satisfies Record<string, InTwoLanguages>;

/** What another service of the cluster has to do is not done. */
export class ServiceAway extends OperatorError {
  constructor(code: keyof typeof texts) {
    super(code, texts[code]);
  }
}

const LOOK_MS = 100;
/** Who does not move so long is not at work. */
const STILL_MS = 15_000;

/** Waits until another service has come to a position; throws `ServiceAway` when it does not move. */
export const servedUpTo = async (
  reached: () => Promise<Position | undefined>,
  position: Position,
  otherwise: keyof typeof texts,
  patienceMs = STILL_MS,
): Promise<void> => {
  let last = -1n;
  for (let movedAt = performance.now(); ; await pause(LOOK_MS)) {
    const now = (await reached()) ?? 0n;
    if (now >= position) return;
    if (now > last) movedAt = performance.now();
    else if (performance.now() - movedAt > patienceMs) throw new ServiceAway(otherwise);
    last = now;
  }
};
