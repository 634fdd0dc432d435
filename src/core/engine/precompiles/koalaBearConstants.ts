import { once } from "../../once";

/** Constants of Poseidon2 over KoalaBear, width 16: numbers of 32 bits, eight digits each. */
function words(lines: readonly string[]): () => readonly bigint[] {
  return once(() => (lines.join("").match(/.{8}/g) ?? []).map((digits) => BigInt(`0x${digits}`)));
}

/** Added in the eight full rounds, sixteen each: four before the partial rounds, four behind them. */
export const fullConstants = words([
  "7ee56a481136704512e419417ebbc12b1970b7d5662b60e83e4990c6679f91f5350813bb00874ad428a0081a18fa5872",
  "5f25b0715e5d59985e6fd3e75b2e26606f1837bf3fe6182b1edd7ac557470d0043d486d51982c70f0ea53af961d6165b",
  "51639c002dec352c2950e5312d2cb94708256cef1a0109f61f51faf35cef1c623d65e50e33d91626133d5a1e0ff49b0d",
  "38900cd12c22cc3f28852bb206c65a027b2cf7bc68016e1a15e16bc05248149a6dd212a018d6830a5001be8264dac34e",
  "5902b287426583a00c9216323fe028a5245f8e4943bb297e7873dbd93cc987df286bb4ce640a8dcd512a8e3603a4cf55",
  "481837a203d6da8473726ac7760e7fdf43e7dc24259a5d6127e85a3b1b9133fa343e5628485cd4c216e269f5165b60c6",
  "25f683d9124f81f9174331f977344dc55a821dba5fc4177f54153bf55e3f11943bdbf191088c84a368256c9b3c90bbc6",
  "6846166a03f4238d463335fb5e3d35516e59ae6f32d06cc0596293f36c87edb208fc60b534bcca8024f007f362731c6f",
  "1e1db6c60ca409bb585c1e7856e94edc16d2273418e114677b2c3730770075e435d1b18c22be3db54fb1fbb7477cb3ed",
  "7d5311c65b62ae7d559c5fa877f150483211570b490fef6a77ec311f2247171b4e0ac7112edf69c93b5a885065809421",
  "5619b4aa362019a76bf9d4ed5b413dff617e181e5e7ab57b33ad78333466c7ca",
]);

/** Added to the first word in the twenty partial rounds. */
export const partialConstants = words([
  "54dfeb5d7d40afd6722cb316106a457345a7ccdb44061375154077a545744faa4eb5e5ee3794e83f47c7093c5694903c",
  "69cb6299373df84c46a0df5846b8758a3241ebcb0b09d2331af423571e66cec2",
]);
