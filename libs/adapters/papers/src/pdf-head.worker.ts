import { parentPort, workerData } from 'node:worker_threads';
import { pdfHeadLines } from './pdf-head.js';

parentPort!.postMessage(await pdfHeadLines(workerData as Uint8Array));
