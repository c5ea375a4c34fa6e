import { CLOCK, type Clock, type Day } from '@gongkai/kernel';
import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { articleOf, editionOn, GroundCode, grounds } from './decider.grounds.js';

@Resolver('GroundInForce')
export class SecrecyResolver {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Query('groundsInForce')
  groundsInForce(@Args('on') given?: Day | null) {
    const on = given ?? this.clock.today();
    return GroundCode.options.flatMap((code) => {
      const { zh, en, must } = grounds[code];
      const article = articleOf(grounds[code], on);
      return article === undefined ? [] : [{ code, zh, en, edition: editionOn(on), article, must }];
    });
  }
}
