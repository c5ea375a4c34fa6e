import { compareBytes, toBase64, utf8 } from './bytes.js';

/** How far a stream of a tenant goes: how many events it has, and the leaf hash of the last. */
export type StreamHead = { stream: string; count: number | bigint; last: Uint8Array };

/**
 * The leaf of a stream in the second tree, which shows that nothing of the stream was left out:
 * `stream ‖ 0x0A ‖ count ‖ 0x0A ‖ base64(leaf hash of its last event)`.
 */
export const streamHeadLeaf = ({ stream, count, last }: StreamHead): Uint8Array =>
  utf8(`${stream}\n${count}\n${toBase64(last)}`);

/** The order of the second tree: streams by the bytes of their names in UTF-8. */
export const byStreamName = (
  a: Pick<StreamHead, 'stream'>,
  b: Pick<StreamHead, 'stream'>,
): number => compareBytes(utf8(a.stream), utf8(b.stream));
