//! Changes to inputs.

/// What parsers are apt to stumble over: length prefixes, tags, escapes, separators.
const WORDS: [&[u8]; 22] = [
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80\x80\x80\x80\x08",
    b"\xff\xff\xff\xff\x07",
    b"\x00",
    b"\x7f",
    b"\x80",
    b"\x0b\x0b\x0b",
    b"\x0c",
    b"\x1a\x00",
    b"\x52\x00",
    b"%25",
    b"%2F",
    b"%zz",
    b"://",
    b"@",
    b":",
    b"[::1]",
    b"?noise_pub=",
    b"&f=",
    b"/s/",
    b"11111",
    b"//",
];
const MOST_CHANGES: usize = 6;
const LONGEST_INPUT: usize = 8 * 1024;

/// Makes inputs from others. The same seed makes the same ones.
pub struct Mutator {
    state: u64,
}

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// SplitMix64.
    fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which isn't 0.
    fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u64;
        usize::try_from(self.number() % end).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        self.number().to_le_bytes()[0]
    }

    fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// An input of the pool with a few changes.
    pub fn next(&mut self, pool: &[Vec<u8>]) -> Vec<u8> {
        let mut input = pool[self.below(pool.len())].clone();
        for _ in 0..=self.below(MOST_CHANGES) {
            self.change(&mut input, pool);
        }
        input.truncate(LONGEST_INPUT);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, pool: &[Vec<u8>]) {
        let at = self.below(input.len() + 1);
        let end = (at + 1 + self.below(16)).min(input.len());
        match self.below(9) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = self.byte(),
            2 if at < input.len() => input[at] = input[at].wrapping_add(1),
            3 => input.insert(at, self.byte()),
            4 if at < end => drop(input.drain(at..end)),
            5 if at < end => {
                let copy = input[at..end].to_vec();
                let to = self.below(input.len());
                input.splice(to..to, copy);
            }
            6 => input.truncate(at),
            7 => {
                let other = &pool[self.below(pool.len())];
                let from = self.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
            _ => {
                let word = self.pick(&WORDS);
                input.splice(at..at, word.iter().copied());
            }
        }
    }
}
