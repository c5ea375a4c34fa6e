import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { gossip, shared, type Gossip, type Shared } from './definitions.js';

export type Member = {
  id: string;
  host: string;
  port: number;
  state: 'leader' | 'follower' | 'candidate';
  alive: boolean;
};

const TICKS_PER_MILLISECOND = 10_000n;

/** Gossip.Read: the members of the cluster as this one sees them. */
export const readGossip =
  (members: () => readonly Member[]) =>
  (
    _call: ServerUnaryCall<Shared.Empty, Gossip.ClusterInfo>,
    answer: sendUnaryData<Gossip.ClusterInfo>,
  ): void => {
    const { LEADER, FOLLOWER, UNKNOWN } = gossip.MemberInfo.VNodeState;
    const states = { leader: LEADER, follower: FOLLOWER, candidate: UNKNOWN };
    const info = new gossip.ClusterInfo();
    for (const member of members()) {
      const one = new gossip.MemberInfo();
      const id = new shared.UUID();
      id.setString(member.id);
      const endPoint = new gossip.EndPoint();
      endPoint.setAddress(member.host);
      endPoint.setPort(member.port);
      one.setInstanceId(id);
      one.setTimeStamp(`${BigInt(Date.now()) * TICKS_PER_MILLISECOND}`);
      one.setState(states[member.state]);
      one.setIsAlive(member.alive);
      one.setHttpEndPoint(endPoint);
      info.addMembers(one);
    }
    answer(null, info);
  };
