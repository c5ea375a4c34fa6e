import { Rejection } from '@gongkai/kernel';
import { rejectImport } from './errors.js';
import { inspectFile, type Encoding, type SourceFile } from './text.js';

/** Looks at a source and holds it to the encoding its mapping declares, where it declares one. */
export const inspectSource = async (
  path: string,
  { encoding: declared }: { encoding?: Encoding | undefined },
  onEncoding: (encoding: Encoding) => void = () => undefined,
): Promise<SourceFile | Rejection> => {
  const file = await inspectFile(path);
  if (file instanceof Rejection || file.encoding === null) return file;
  if (declared !== undefined && declared !== file.encoding)
    return rejectImport('import.encodingDiffers', { declared, found: file.encoding }, 'encoding');
  onEncoding(file.encoding);
  return file;
};
