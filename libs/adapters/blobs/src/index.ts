export { acceptFile, CheckedIntake } from './accept-file.js';
export { ARCHIVE_LIMITS, readArchive, type ArchiveEntry, type ArchiveLimits } from './archive.js';
export { memorySource, type ByteSource } from './byte-source.js';
export { FolderBlobs, type Staged, type StagingBlobs } from './folder-blobs.js';
export { PassingBlobs } from './passing-blobs.js';
export { fileRefusals, type FileRefusal } from './refusal.js';
export type { PdfLines } from './look-into.js';
