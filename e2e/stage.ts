import { EventEmitter, once } from 'node:events';
import { type Answer, type Moment, type Scenario, SILENCE } from './scenarios/scenario.ts';

/** What is played, and when to look again. */
export class Stage {
  #scenario: Scenario;
  #beganMs = Date.now();
  #version = 0;
  readonly #bell = new EventEmitter().setMaxListeners(0);
  readonly #closing = new AbortController();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  /** @param past an ISO instant; null is now */
  at(past: string | null = null): Moment {
    return { nowMs: past === null ? Date.now() : Date.parse(past), beganMs: this.#beganMs };
  }

  /** Changes the situation; every open stream shows it at once. */
  play(scenario: Scenario): void {
    this.#scenario = scenario;
    this.#beganMs = Date.now();
    this.refresh();
  }

  /** Sends everything again, as it is now. */
  refresh(): void {
    this.#version += 1;
    this.#bell.emit('look');
  }

  close(): void {
    this.#closing.abort();
  }

  /** Answers now, and again after each change, until the reader or the stage has gone. */
  async *stream<T>(read: () => Answer<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void, void> {
    let version: number;
    do {
      version = this.#version;
      const answer = read();
      if (answer !== SILENCE) yield answer;
    } while (await this.#changed(version, signal));
  }

  /** Answers once, as soon as there is something to say. */
  async reply<T>(read: () => Answer<T>, signal: AbortSignal | undefined): Promise<T> {
    for await (const answer of this.stream(read, signal)) return answer;
    throw new Error('Nobody waits for this answer any more.');
  }

  /** Resolves when there is something newer than `version`; false when the reader or the stage has gone. */
  async #changed(version: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#version !== version) return true;
    const ended = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]);
    try {
      await once(this.#bell, 'look', { signal: ended });
      return true;
    } catch {
      return false;
    }
  }
}
