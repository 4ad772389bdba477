/**
 * A sum that also keeps what rounding took from it (Kahan's summation with Neumaier's improvement), step by step as
 * Prometheus does it, so that the last digit agrees.
 */
export class KahanSum {
  sum: number;
  /** What rounding took. */
  rest = 0;

  constructor(sum = 0) {
    this.sum = sum;
  }

  add(increment: number): void {
    const total = this.sum + increment;
    if (total === Infinity || total === -Infinity) this.rest = 0;
    else if (Math.abs(this.sum) >= Math.abs(increment)) this.rest += this.sum - total + increment;
    else this.rest += increment - total + this.sum;
    this.sum = total;
  }
}

/**
 * A mean as Prometheus calculates it: sum over count, until the sum would overflow; from there on the mean itself is
 * carried forward.
 */
export class RunningMean {
  /** The sum, later the mean. */
  readonly #kahan: KahanSum;
  #count = 1;
  #isIncremental = false;

  constructor(first: number) {
    this.#kahan = new KahanSum(first);
  }

  add(value: number): void {
    const kahan = this.#kahan;
    this.#count += 1;
    if (!this.#isIncremental) {
      const { sum, rest } = kahan;
      kahan.add(value);
      if (Math.abs(kahan.sum) !== Infinity) return;
      this.#isIncremental = true;
      kahan.sum = sum / (this.#count - 1);
      kahan.rest = rest / (this.#count - 1);
    }
    const share = (this.#count - 1) / this.#count;
    kahan.sum *= share;
    kahan.rest *= share;
    kahan.add(value / this.#count);
  }

  get value(): number {
    const { sum, rest } = this.#kahan;
    return this.#isIncremental ? sum + rest : sum / this.#count + rest / this.#count;
  }
}
