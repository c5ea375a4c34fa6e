import { Worker } from 'node:worker_threads';
import type { PdfLines } from '@gongkai/blobs';
import { THREAD_LIMITS } from '@gongkai/kernel';

/** `timeoutMs`, milliseconds; `memoryMb`, MiB of the heap. */
type Bounds = { timeoutMs: number; memoryMb: number };
const BOUNDS: Bounds = { timeoutMs: 5_000, memoryMb: 256 };

/**
 * Reads the first pages of PDFs that are handed in: one after the other, each in a thread of its own
 * that is ended when it has answered or takes too much. So a PDF made to exhaust its reader delays
 * other PDFs by seconds and nothing else. What cannot be read has no lines.
 */
export const pdfHeads = (file: URL | undefined, bounds = BOUNDS): PdfLines => {
  if (!file) return pdfHeadHere;
  let last: Promise<unknown> = Promise.resolve();
  return (read) => {
    // What waits for its turn holds nothing in memory yet.
    const lines = last.then(read).then((bytes) => pdfHeadInThread(file, bytes, bounds));
    last = lines.catch(() => undefined);
    return lines;
  };
};

const pdfHeadInThread = (file: URL, bytes: Uint8Array, { timeoutMs, memoryMb }: Bounds) =>
  new Promise<readonly string[]>((resolve) => {
    const copy = new Uint8Array(bytes);
    const worker = new Worker(file, {
      workerData: copy,
      transferList: [copy.buffer],
      resourceLimits: { ...THREAD_LIMITS, maxOldGenerationSizeMb: memoryMb },
      stdout: true,
      stderr: true,
    });
    const end = (lines: readonly string[]) => {
      clearTimeout(late);
      resolve(lines);
      void worker.terminate();
    };
    const late = setTimeout(end, timeoutMs, []);
    worker.once('message', end);
    worker.on('error', () => end([]));
    worker.once('exit', () => end([]));
  });

/** Run from source, as specs do, there is no bundled thread. */
const pdfHeadHere: PdfLines = async (read) => {
  const { readPdfHead } = await import('@gongkai/papers');
  return readPdfHead(await read()).catch(() => []);
};
