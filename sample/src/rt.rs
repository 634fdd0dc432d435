//! Printing, and what a bare target lacks: with the ZisK toolchain there is `std`, without it there is this.
#[cfg(target_os = "none")]
pub struct Uart;

#[cfg(target_os = "none")]
impl core::fmt::Write for Uart {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        for byte in text.bytes() {
            // The emulator prints what is stored here.
            unsafe { core::ptr::write_volatile(0xa040_0200 as *mut u8, byte) }
        }
        Ok(())
    }
}

#[cfg(target_os = "none")]
#[macro_export]
macro_rules! say {
    ($($arg:tt)*) => {{
        use core::fmt::Write;
        let _ = writeln!($crate::rt::Uart, $($arg)*);
    }};
}

#[cfg(not(target_os = "none"))]
#[macro_export]
macro_rules! say {
    ($($arg:tt)*) => { println!($($arg)*) };
}

#[cfg(target_os = "none")]
#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    say!("{}", info);
    unsafe { core::arch::asm!("ecall", in("a7") 93u64, in("a0") 101u64, options(noreturn)) }
}
