import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const drivers = ['mongodb', '@eventstore/*', 'better-sqlite3'];

/** Files that may hold no I/O, no framework, no clock and no randomness (docs/why/architecture.md). */
const PURE = [
  '**/events*.ts',
  '**/commands*.ts',
  '**/policy.ts',
  '**/errors.ts',
  '**/decider*.ts',
  '**/*.projection.ts',
  '**/*.process.ts',
  '**/*.indicators.ts',
  'libs/core/calendar/src/**/*.ts',
  'libs/core/figures/src/**/*.ts',
  'libs/core/reading/src/**/*.ts',
];
const SPECS = ['**/*.spec.ts', 'libs/testing/**/*.ts', 'apps/e2e/**/*.ts'];

const contexts = {
  directory: [],
  identity: ['directory'],
  catalogue: ['directory', 'identity'],
  secrecy: ['directory', 'identity'],
  holiday: ['directory'],
  publication: ['directory', 'identity', 'catalogue', 'secrecy', 'holiday'],
  consultation: ['directory', 'identity'],
  letter: ['directory', 'identity'],
  enquiry: ['directory', 'identity'],
  registers: ['directory', 'identity'],
  interpretation: ['directory', 'identity', 'publication', 'registers'],
  usage: ['directory', 'publication'],
  capacity: ['directory', 'identity'],
  returns: ['directory', 'identity'],
  request: ['directory', 'identity', 'secrecy', 'publication', 'consultation', 'holiday', 'letter'],
  reconsideration: [
    'directory',
    'identity',
    'secrecy',
    'publication',
    'holiday',
    'letter',
    'request',
    'inbox',
  ],
  litigation: [
    'directory',
    'identity',
    'publication',
    'holiday',
    'request',
    'reconsideration',
    'inbox',
  ],
  complaint: ['directory', 'identity', 'holiday', 'request', 'inbox'],
  retention: ['directory', 'identity', 'inbox'],
  annual: ['directory', 'identity', 'publication'],
  inbox: ['directory', 'identity', 'secrecy', 'consultation', 'holiday', 'publication', 'request'],
};

export const boundaries = (extra) => [
  'error',
  {
    allow: [],
    // Specs of these use the testing library, which stands on all three; none ships it.
    ignoredCircularDependencies: [
      ['testing', 'kernel'],
      ['kernel', 'testing'],
      ['testing', 'vault'],
      ['vault', 'testing'],
      ['testing', 'evidence'],
      ['evidence', 'testing'],
    ],
    depConstraints: [
      {
        sourceTag: 'type:kernel',
        onlyDependOnLibsWithTags: ['type:kernel', ...extra],
        bannedExternalImports: ['@nestjs/*', 'rxjs', ...drivers],
      },
      { sourceTag: 'type:store', onlyDependOnLibsWithTags: ['type:kernel', ...extra] },
      // A peer speaks a store's protocol for its adapter's specs; it ships with nothing.
      {
        sourceTag: 'type:peer',
        onlyDependOnLibsWithTags: ['type:kernel', 'type:store', 'type:peer', ...extra],
      },
      { sourceTag: 'type:nest', onlyDependOnLibsWithTags: ['type:kernel', ...extra] },
      {
        sourceTag: 'type:context',
        onlyDependOnLibsWithTags: ['type:kernel', 'type:nest', 'type:context', ...extra],
        bannedExternalImports: drivers,
      },
      ...Object.entries(contexts).map(([name, others]) => ({
        sourceTag: `context:${name}`,
        onlyDependOnLibsWithTags: [
          'type:kernel',
          'type:nest',
          ...others.map((other) => `context:${other}`),
          ...extra,
        ],
      })),
      { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:kernel', 'type:testing'] },
      {
        sourceTag: 'type:platform',
        onlyDependOnLibsWithTags: [
          'type:kernel',
          'type:nest',
          'type:context',
          'type:store',
          'type:platform',
          ...extra,
        ],
      },
      { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['*'] },
    ],
  },
];

const inMemoryOnly = {
  name: '@nestjs/cqrs',
  importNames: ['EventBus', 'QueryBus', 'Saga', 'AggregateRoot', 'EventsHandler'],
  message: 'In memory, loses facts. Use the feed of the store.',
};
const noFramework = {
  group: ['@nestjs/*', 'node:*', 'rxjs', ...drivers],
  message: 'Pure file: no I/O and no framework.',
};
const impure = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes in through the command.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes in through the command.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Randomness comes in through the command.',
  },
  { selector: 'AwaitExpression', message: 'Pure file: nothing to await.' },
];
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Exports have names.',
};

export default [
  { ignores: ['node_modules', 'dist', '.nx', 'data', '**/*.mjs', '**/*.d.ts'] },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx, '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      'no-restricted-imports': ['error', { paths: [inMemoryOnly] }],
      'no-restricted-syntax': ['error', noDefaultExport],
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 16],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    // A decider's switch has a case per command, a projection's a case per event.
    files: ['**/decider*.ts', '**/*.projection.ts', '**/*.process.ts'],
    rules: { complexity: 'off' },
  },
  {
    files: PURE,
    ignores: SPECS,
    rules: {
      'no-restricted-imports': ['error', { paths: [inMemoryOnly], patterns: [noFramework] }],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'crypto'],
      'no-restricted-syntax': ['error', noDefaultExport, ...impure],
    },
  },
  {
    files: SPECS,
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['type:testing']),
      'max-lines': 'off',
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['apps/cli/**/*.ts', 'tools/**/*.ts'],
    rules: { 'no-console': 'off', '@nx/enforce-module-boundaries': 'off' },
  },
];
