import { addResolversToSchema } from '@graphql-tools/schema';
import {
  Catch,
  Inject,
  Module,
  type ArgumentsHost,
  type DynamicModule,
  type ExceptionFilter,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  AbstractGraphQLDriver,
  Args,
  GraphQLModule,
  Mutation,
  Query,
  Resolver,
  type GqlModuleOptions,
} from '@nestjs/graphql';
import { buildASTSchema, parse, type GraphQLSchema } from 'graphql';
import type { Officer } from '@gongkai/kernel';
import { CurrentOfficer } from '../viewer.js';
import base from '../base.graphql';
import { scalars } from './scalars.js';

const VERSION = Symbol('Version');

/** The two fields that belong to no context. */
@Resolver()
export class RimResolver {
  constructor(@Inject(VERSION) private readonly current: string) {}

  @Query('version')
  version(): string {
    return this.current;
  }

  @Mutation('noop')
  noop(@Args('commandId') commandId: string, @CurrentOfficer() _: Officer) {
    return { __typename: 'Accepted', id: commandId, revision: 0, position: null };
  }
}

/** Builds the schema and leaves serving it to the rim, which has its own door. */
class SchemaOnlyDriver extends AbstractGraphQLDriver<GqlModuleOptions> {
  /**
   * Nest finds the resolvers; they are bound to the schema where it stands. Nest's own way builds
   * the schema three times, an eighth of a server's start. That the SDL is valid is said by a spec.
   */
  override async generateSchema(options: GqlModuleOptions): Promise<GraphQLSchema> {
    const resolvers: Record<string, object> = {};
    const transformResolvers: GqlModuleOptions['transformResolvers'] = (found) => {
      for (const ofClass of [found].flat())
        for (const [type, fields] of Object.entries(ofClass))
          resolvers[type] = { ...resolvers[type], ...fields };
      return found;
    };
    await super.generateSchema({ ...options, typeDefs: [], transformResolvers });
    const document = parse([options.typeDefs].flat().join('\n'), { noLocation: true });
    return addResolversToSchema({
      schema: buildASTSchema(document, { assumeValidSDL: true }),
      resolvers: { ...resolvers, ...scalars },
      resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
      updateResolversInPlace: true,
    });
  }
  start(): Promise<void> {
    return Promise.resolve();
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** Errors reach the rim as they were thrown; it alone decides what is logged and what is said. */
@Catch()
class Unfiltered implements ExceptionFilter {
  catch(error: unknown, _: ArgumentsHost): never {
    throw error;
  }
}

@Module({})
export class RimModule {}

/**
 * The module that joins the contexts' SDL with the base and binds it to the resolvers of the whole
 * application. A field the SDL does not have, or a resolver for no field, fails at start.
 */
export const rimModule = (options: { sdl: readonly string[]; version: string }): DynamicModule => ({
  module: RimModule,
  imports: [
    GraphQLModule.forRoot({
      driver: SchemaOnlyDriver,
      typeDefs: joinedSdl(options.sdl),
    }),
  ],
  providers: [
    { provide: VERSION, useValue: options.version },
    { provide: APP_FILTER, useClass: Unfiltered },
    RimResolver,
  ],
});

/** One SDL text of the base and all contexts. */
export const joinedSdl = (sdl: readonly string[]): string => [base, ...sdl].join('\n');
