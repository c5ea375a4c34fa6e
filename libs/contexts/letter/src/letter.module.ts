import { EVENT_STORE, type EventStore } from '@gongkai/kernel';
import { Global, Module } from '@nestjs/common';
import { LetterTemplateHandler } from './letter.handler.js';
import { LetterResolver } from './letter.resolver.js';
import { LetterWriter } from './letters.js';
import { LETTER_FONT_FILES, LETTERS } from './ports.js';

/** Global, because requests, complaints and reconsiderations all write letters. */
@Global()
@Module({
  providers: [
    LetterTemplateHandler,
    LetterResolver,
    {
      provide: LETTERS,
      useFactory: (store: EventStore, files?: readonly string[]) =>
        new LetterWriter(store, files ?? []),
      inject: [EVENT_STORE, { token: LETTER_FONT_FILES, optional: true }],
    },
  ],
  exports: [LETTERS],
})
export class LetterModule {}
