import { asm, syscall } from "../sp1Assembler";
import type { MadeGuest } from "../sp1Guests";
import { at, bytesOf, far, guest, numbers } from "./writing";

/** What goes in and out: text, tracker commands, public values, hints, hooks of wrong sizes, ways to end. */
export function streams(): MadeGuest[] {
  const out: MadeGuest[] = [];
  const print = (
    fd: number,
    text: Uint8Array,
    rest: readonly number[] = [],
  ): { code: number[]; data: Uint8Array } => {
    const data = new Uint8Array(8192);
    data.set(text, 1024);
    return { code: [...syscall(2, fd, at(1024), text.length), ...rest], data };
  };
  const texts: readonly (readonly [string, Uint8Array])[] = [
    ["nothing", new Uint8Array(0)],
    ["a line without an end", bytesOf("abc")],
    ["lines of both kinds", bytesOf("a\r\nb\n\r\n\nc\r")],
    ["no UTF-8", Uint8Array.of(0x61, 0xff, 0xfe, 0x0a, 0xc3, 0x28)],
    ["half a letter", Uint8Array.of(0x61, 0xe2, 0x82)],
    ["a zero", Uint8Array.of(0x61, 0, 0x62, 10)],
    [
      "commands",
      bytesOf(
        "cycle-tracker-report-start: a\ncycle-tracker-report-start: b\ncycle-tracker-report-end: a\ncycle-tracker-report-end: b\n",
      ),
    ],
    [
      "commands in no order",
      bytesOf(
        "cycle-tracker-report-end: a\ncycle-tracker-end: a\ncycle-tracker-start: a\ncycle-tracker-start: a\ncycle-tracker-report-end: a",
      ),
    ],
    [
      "commands without a label",
      bytesOf("cycle-tracker-report-start:\ncycle-tracker-report-end:   \ncycle-tracker-start\n"),
    ],
    [
      "commands of umlauts",
      bytesOf("cycle-tracker-report-start: zä µ\u00a0\ncycle-tracker-report-end:\u2003zä µ\n"),
    ],
    [
      "commands within a line",
      bytesOf(
        " cycle-tracker-report-start: a\nx cycle-tracker-report-end: a\nCycle-tracker-report-start: q\n",
      ),
    ],
    [
      "commands with blanks inside",
      bytesOf("cycle-tracker-report-start: a  b \ncycle-tracker-report-end: a  b\r\n"),
    ],
    [
      "commands with a mark",
      bytesOf(
        "\ufeffcycle-tracker-report-start: a\ncycle-tracker-report-start: \ufeffa\ncycle-tracker-report-end: \ufeffa\n",
      ),
    ],
    ["commands with a zero", bytesOf("cycle-tracker-report-start: a\0\ncycle-tracker-report-end: a\0\n")],
    [
      "a command of a separator",
      bytesOf("cycle-tracker-report-start: a\u001c\ncycle-tracker-report-end: a\n"),
    ],
  ];
  for (const [name, text] of texts)
    for (const fd of [1, 2, 13, 14]) {
      const { code, data } = print(fd, text);
      out.push(guest(`${name} to ${String(fd)}`, code, data));
    }
  const sizes = [0, 1, 4, 5, 31, 32, 33, 47, 48, 49, 63, 64, 65, 66, 68, 100, 767, 768, 769];
  for (const fd of [15, 16, 17, 18, 19, 20, 21])
    for (const size of sizes)
      for (const fill of [0, 1, 0xff]) {
        const { code, data } = print(fd, new Uint8Array(size).fill(fill), [
          ...syscall(0xf0),
          ...asm.li(9, at(0)),
          asm.sd(9, 5, 0),
        ]);
        out.push(guest(`${String(size)} bytes of ${String(fill)} to ${String(fd)}`, code, data));
      }
  for (const fd of [0, 3, 4, 12, 22, 255])
    out.push(guest(`a write to ${String(fd)}`, syscall(2, fd, at(0), 16)));
  out.push(
    guest("a write of the end of memory", [
      ...asm.li(10, 13),
      ...asm.li(11, 1),
      asm.i(0x13, 1, 11, 11, 40),
      asm.addi(11, 11, -8),
      ...asm.li(12, 8),
      ...asm.li(5, 2),
      asm.ecall,
    ]),
  );
  out.push(
    guest("a write over the end of memory", [
      ...asm.li(10, 13),
      ...asm.li(11, 1),
      asm.i(0x13, 1, 11, 11, 40),
      asm.addi(11, 11, -8),
      ...asm.li(12, 9),
      ...asm.li(5, 2),
      asm.ecall,
    ]),
  );
  out.push(guest("a write of an odd place", syscall(2, 13, at(3), 21)));
  const inputs = [new Uint8Array(0), bytesOf("12345678"), bytesOf("123456789"), new Uint8Array(4096).fill(7)];
  for (const [name, code] of [
    [
      "read in order",
      [...syscall(0xf1, at(2048), 0), ...syscall(0xf1, at(2048), 8), ...syscall(0xf1, at(2064), 9)],
    ],
    ["read too short", syscall(0xf1, at(2048), 1)],
    ["read misaligned", syscall(0xf1, at(2049), 0)],
    ["read by four", syscall(0xf1, at(2052), 0)],
    ["read twice", [...syscall(0xf1, at(2048), 0), ...syscall(0xf1, at(2048), 0)]],
    [
      "read over what was used",
      [
        ...asm.li(9, at(2048)),
        asm.ld(6, 9, 0),
        ...syscall(0xf1, at(2048), 0),
        ...syscall(0xf1, at(2048), 8),
        ...asm.li(9, at(2048)),
        asm.ld(6, 9, 0),
      ],
    ],
    ["read in an unconstrained block", [...syscall(3), ...syscall(0xf1, at(2048), 0), ...syscall(4)]],
    ["read over code", syscall(0xf1, 0x78000000, 0)],
    ["lengths", [...syscall(0xf0), ...syscall(0xf1, at(2048), 0), ...syscall(0xf0)]],
  ] as const)
    out.push(guest(`input ${name}`, code, numbers(), inputs));
  for (const code of [0n, 1n, 2n, 100n, 101n, 255n, 256n, 257n, 0xffffffffn, 1n << 32n]) {
    const data = numbers();
    new DataView(data.buffer).setBigUint64(8000, BigInt.asUintN(64, code), true);
    out.push(guest(`halt with ${String(code)}`, [...far(10, 8000), ...asm.li(5, 0), asm.ecall], data));
  }
  for (const [index, word] of [
    [0, 0xffff],
    [7, 0],
    [8, 1],
    [9, 1],
  ] as const)
    out.push(
      guest(`commit ${String(index)}`, [...syscall(0x10, index, word), ...syscall(0x10, index, word + 1)]),
    );
  out.push(
    guest("commit of a word of 64 bits", [...far(11, 0), ...asm.li(10, 0), ...asm.li(5, 0x10), asm.ecall]),
  );
  const block = (...inner: readonly number[]): number[] => [...syscall(3), ...inner, ...syscall(4)];
  out.push(
    guest("an unconstrained block", block(...asm.li(9, at(0)), asm.sd(9, 9, 0), asm.addi(20, 0, 7))),
    guest("an unconstrained block in another", block(...syscall(3))),
    guest("an unconstrained block that halts", block(...syscall(0, 0))),
    guest("an unconstrained block that never ends", [...syscall(3)]),
    guest("text in an unconstrained block", block(...syscall(2, 1, at(0), 16), ...syscall(2, 2, at(0), 16))),
    guest("public values in an unconstrained block", block(...syscall(2, 13, at(0), 16))),
    guest("a hint in an unconstrained block", [
      ...block(...syscall(2, 14, at(0), 16)),
      ...syscall(0xf0),
      ...syscall(0xf1, at(512), 16),
    ]),
    guest("a trap in an unconstrained block", block(0x00100073)),
    guest("a misaligned load in an unconstrained block", block(...asm.li(9, at(1)), asm.ld(6, 9, 0))),
    guest("two unconstrained blocks", [
      ...block(...asm.li(9, at(0)), asm.sd(9, 9, 0)),
      ...block(asm.addi(9, 0, 1)),
      ...asm.li(9, at(0)),
      asm.ld(6, 9, 0),
    ]),
  );
  return out;
}
