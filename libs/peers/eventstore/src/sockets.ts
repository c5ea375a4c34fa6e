import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * A connection whose bytes can be counted, stopped and cut. Slower than a bare socket, so it stands
 * in the way only where faults are asked for.
 */
class WatchedSocket extends Duplex {
  frozen = false;
  /** Bytes that still go out before the connection is cut. */
  budget: number | undefined;

  constructor(private readonly socket: Socket) {
    super();
    socket.on('data', (chunk: Buffer) => {
      if (!this.frozen && !this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
    socket.on('error', () => this.destroy());
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.frozen) return done();
    if (this.budget === undefined) return void this.socket.write(chunk, done);
    const part = chunk.subarray(0, this.budget);
    this.budget -= part.length;
    this.socket.write(part, (error) => {
      if (this.budget === 0) this.socket.destroy();
      done(error);
    });
  }

  override _final(done: () => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}

/** The connections of a server. */
export class Sockets {
  private readonly open = new Map<Socket, WatchedSocket | undefined>();
  private frozen = false;

  constructor(private readonly watched: boolean) {}

  /** Takes a new connection in and gives what the server is to read and write. */
  admit(socket: Socket): Duplex {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    const stream = this.watched ? new WatchedSocket(socket) : undefined;
    if (stream) stream.frozen = this.frozen;
    this.open.set(socket, stream);
    socket.on('close', () => this.open.delete(socket));
    return stream ?? socket;
  }

  /** Ends every connection at once, without a word. */
  cut(): void {
    for (const socket of this.open.keys()) socket.destroy();
  }

  /** Lets so many more bytes out of every connection, then cuts it. */
  cutAfter(bytes: number): void {
    for (const [socket, stream] of this.open) {
      if (stream) stream.budget = bytes;
      else socket.destroy();
    }
  }

  /** Swallows every byte in both directions, of connections to come as well. */
  freeze(): void {
    this.frozen = true;
    for (const stream of this.open.values()) if (stream) stream.frozen = true;
  }

  /** Ends what was frozen, since bytes of it are lost; connections to come work again. */
  thaw(): void {
    this.frozen = false;
    for (const [socket, stream] of this.open) if (stream?.frozen) socket.destroy();
  }

  get size(): number {
    return this.open.size;
  }
}
