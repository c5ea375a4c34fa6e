export { FolderBlobs, type Staged, type StagingBlobs } from './folder-blobs.js';
