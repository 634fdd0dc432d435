//! Powers of an 8 × 8 matrix modulo a prime.
const SIZE: usize = 8;
const PRIME: u64 = (1 << 31) - 1;

#[derive(Clone, Copy)]
pub struct Matrix([[u64; SIZE]; SIZE]);

impl Matrix {
    pub fn from_seed(seed: u32) -> Self {
        let mut value = u64::from(seed);
        Self(core::array::from_fn(|_| {
            core::array::from_fn(|_| {
                value = (value * 48_271 + 1) % PRIME;
                value
            })
        }))
    }

    fn identity() -> Self {
        Self(core::array::from_fn(|i| core::array::from_fn(|j| u64::from(i == j))))
    }

    /// By squaring: two products a bit of the exponent.
    #[inline(never)]
    pub fn power(self, mut exponent: u32) -> Self {
        let (mut base, mut result) = (self, Self::identity());
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result.times(&base);
            }
            base = base.times(&base);
            exponent >>= 1;
        }
        result
    }

    #[inline(never)]
    fn times(&self, other: &Self) -> Self {
        let mut product = [[0; SIZE]; SIZE];
        for (i, row) in product.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                let mut sum = 0;
                for k in 0..SIZE {
                    sum += self.0[i][k] * other.0[k][j] % PRIME;
                }
                *cell = sum % PRIME;
            }
        }
        Self(product)
    }

    pub fn checksum(&self) -> u64 {
        self.0.iter().flatten().fold(0, |sum, cell| (sum * 31 + cell) % PRIME)
    }
}
