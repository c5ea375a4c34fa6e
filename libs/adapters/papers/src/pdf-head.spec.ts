import { secrecyMarkIn } from '@gongkai/kernel';
import { reportPdf } from '@gongkai/testing';
import { readPdfHead } from './read-paper.js';

describe('the head of a PDF', () => {
  it('is the lines of its first page from the top', async () => {
    const pages = [
      '000001',
      '机密★1年',
      '特急',
      '某县人民政府文件',
      ...Array<string>(80).fill('正文'),
    ];
    const lines = await readPdfHead(await reportPdf([...pages, '末页']));
    expect(lines.slice(0, 4)).toEqual(['000001', '机密★1年', '特急', '某县人民政府文件']);
    expect(lines).not.toContain('末页');
    expect(secrecyMarkIn(lines)?.mark).toBe('机密');
  });

  it('is empty for a page without text', async () =>
    expect(await readPdfHead(await reportPdf([]))).toEqual([]));

  it('of a file under a password or in ruins is none', async () => {
    const locked = await reportPdf(['机密★1年'], { userPassword: 'x', ownerPassword: 'y' });
    await expect(readPdfHead(locked)).rejects.toThrow();
    await expect(readPdfHead(Buffer.from('%PDF-1.7 %%EOF'))).rejects.toThrow();
  });
});
