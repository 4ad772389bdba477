import { NotDone } from './ending.ts';

/** Somebody at another desk has what it takes to do this: nothing is done, and they are not fought with. */
export class HeldElsewhere extends NotDone {}
