import { starredMarkInUtf16 } from './starred-mark.js';

describe('a mark of secrecy', () => {
  it('is found at the beginning of a paragraph of an old binary document', () => {
    const at = (text: string) => starredMarkInUtf16(Buffer.from(text, 'utf16le'))?.mark;
    expect(at('头\r机密★1年\r正文')).toBe('机密');
    expect(at('头\r应标注“机密★1年”\r')).toBeUndefined();
    expect(at('保密工作')).toBeUndefined();
  });
});
