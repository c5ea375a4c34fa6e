import { cellStoreConformance } from '@gongkai/testing';
import { SqliteCellStore } from './cell-store.js';

cellStoreConformance('sqlite', async () => new SqliteCellStore(':memory:'));
