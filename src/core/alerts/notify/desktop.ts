import { OperatorError } from '../../kernel/errors.ts';
import type { Message } from './message.ts';
import type { Receiver } from './receiver.ts';

/** The desktop of whoever sits at this machine, through the host that shows it. */
export interface Desktop extends Receiver {
  /** A host that can show notifications offers itself; the returned function takes it back. */
  offer(show: (message: Message) => void): () => void;
}

export function createDesktop(): Desktop {
  const hosts = new Set<(message: Message) => void>();
  return {
    name: 'desktop',
    kind: 'desktop',
    from: 'warning',
    isThere: () => hosts.size > 0,
    offer(show) {
      hosts.add(show);
      return () => hosts.delete(show);
    },
    async send(message) {
      const [show] = hosts;
      if (!show) throw new OperatorError('not-configured', 'No window is open that could show it');
      show(message);
      return null;
    },
  };
}
