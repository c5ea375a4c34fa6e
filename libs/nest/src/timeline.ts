import type { EventMetadata, Position } from '@gongkai/kernel';

/** What the timelines of the SDL say of every event. */
export const timelineNode = ({
  meta: { revision, type, occurredOn, recordedAt, actor, origin },
  position,
}: {
  meta: EventMetadata;
  position: Position;
}) => ({
  revision,
  position: String(position),
  type,
  occurredOn,
  recordedAt,
  actorKind: actor.kind,
  actor: actor.id,
  origin,
});
