/** What a file may be. `text` kinds have no sign of their own: anything that is text will do. */
export type FileKind = {
  name: string;
  mediaType: string;
  extensions: readonly string[];
  /** How the content is looked into. */
  family: 'pdf' | 'office' | 'ole' | 'image' | 'text' | 'html' | 'media';
};

const kind = (
  name: string,
  mediaType: string,
  extensions: readonly string[],
  family: FileKind['family'],
): FileKind => ({ name, mediaType, extensions, family });

const OPEN_XML = 'application/vnd.openxmlformats-officedocument';

export const FILE_KINDS: readonly FileKind[] = [
  kind('pdf', 'application/pdf', ['pdf'], 'pdf'),
  kind('docx', `${OPEN_XML}.wordprocessingml.document`, ['docx'], 'office'),
  kind('xlsx', `${OPEN_XML}.spreadsheetml.sheet`, ['xlsx'], 'office'),
  kind('pptx', `${OPEN_XML}.presentationml.presentation`, ['pptx'], 'office'),
  kind('ofd', 'application/ofd', ['ofd'], 'office'),
  kind('doc', 'application/msword', ['doc', 'wps'], 'ole'),
  kind('xls', 'application/vnd.ms-excel', ['xls', 'et'], 'ole'),
  kind('ppt', 'application/vnd.ms-powerpoint', ['ppt'], 'ole'),
  kind('png', 'image/png', ['png'], 'image'),
  kind('jpeg', 'image/jpeg', ['jpg', 'jpeg'], 'image'),
  kind('gif', 'image/gif', ['gif'], 'image'),
  kind('tiff', 'image/tiff', ['tif', 'tiff'], 'media'),
  kind('mp4', 'video/mp4', ['mp4', 'm4v'], 'media'),
  kind('mp3', 'audio/mpeg', ['mp3'], 'media'),
  kind('txt', 'text/plain', ['txt'], 'text'),
  kind('csv', 'text/csv', ['csv'], 'text'),
  kind('html', 'text/html', ['html', 'htm'], 'html'),
];

/** The kind a name claims; the last extension counts. */
export const kindOfName = (name: string): FileKind | undefined => {
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(name.normalize('NFKC').trim())?.[1]?.toLowerCase();
  return FILE_KINDS.find(({ extensions }) => extension && extensions.includes(extension));
};
