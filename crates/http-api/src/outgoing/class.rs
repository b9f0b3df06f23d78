//! What kind of place an IP address is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A kind of address that isn't simply somewhere on the Internet. Source: IANA's special-purpose address registries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// On the Internet.
    Public,
    /// Networks of documentation and benchmarks; some local proxies answer the latter for every name.
    Benchmark,
    /// Carrier-grade NAT (RFC 6598).
    Shared,
    /// Private networks (RFC 1918), unique local and site-local addresses.
    Private,
    /// This computer.
    Loopback,
    /// Reserved for protocols and for nobody.
    Reserved,
    /// 255.255.255.255.
    Broadcast,
    /// Groups.
    Multicast,
    /// 0.0.0.0 and `::`, which mean this computer, and the rest of "this network".
    Unspecified,
    /// The wire that this computer is on.
    LinkLocal,
    /// Where clouds tell their machines their credentials.
    Metadata,
}

impl Class {
    /// Whether nobody has a store there, so that it is refused wherever the server listens.
    pub(super) fn is_never_a_store(self) -> bool {
        self >= Self::Reserved
    }

    /// What it is called in a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Public => "an address on the Internet",
            Self::Benchmark => "an address for documentation and benchmarks",
            Self::Shared => "an address behind carrier-grade NAT",
            Self::Private => "a private address",
            Self::Loopback => "the server's own computer",
            Self::Reserved => "a reserved address",
            Self::Broadcast => "the broadcast address",
            Self::Multicast => "a multicast address",
            Self::Unspecified => "an unspecified address",
            Self::LinkLocal => "a link-local address",
            Self::Metadata => "a cloud's metadata service",
        }
    }
}

/// The class of an address; of one that carries another, that of whichever is worse.
pub(super) fn class(address: IpAddr) -> Class {
    match address {
        IpAddr::V4(address) => class_v4(address),
        IpAddr::V6(address) => {
            let carried = carried(address).into_iter().flatten().map(class_v4);
            carried.chain([class_v6(address)]).max().unwrap_or(Class::Reserved)
        }
    }
}

/// Network, length of its prefix, class. The first that fits decides.
type Networks<Address> = &'static [(Address, u32, Class)];

const V4: Networks<Ipv4Addr> = &[
    // Amazon, Google, Azure, Oracle and most others; Amazon's containers; Alibaba; Azure's wire server; Oracle.
    (Ipv4Addr::new(169, 254, 169, 254), 32, Class::Metadata),
    (Ipv4Addr::new(169, 254, 170, 2), 32, Class::Metadata),
    (Ipv4Addr::new(100, 100, 100, 200), 32, Class::Metadata),
    (Ipv4Addr::new(168, 63, 129, 16), 32, Class::Metadata),
    (Ipv4Addr::new(192, 0, 0, 192), 32, Class::Metadata),
    (Ipv4Addr::new(169, 254, 0, 0), 16, Class::LinkLocal),
    (Ipv4Addr::UNSPECIFIED, 8, Class::Unspecified),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Class::Loopback),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Class::Private),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Class::Private),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Class::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Class::Shared),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Class::Benchmark),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Class::Benchmark),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Class::Benchmark),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Class::Benchmark),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Class::Reserved),
    (Ipv4Addr::new(192, 88, 99, 0), 24, Class::Reserved),
    (Ipv4Addr::BROADCAST, 32, Class::Broadcast),
    (Ipv4Addr::new(224, 0, 0, 0), 4, Class::Multicast),
    (Ipv4Addr::new(240, 0, 0, 0), 4, Class::Reserved),
];

const V6: Networks<Ipv6Addr> = &[
    // Amazon's range for services on the machine; Google.
    (Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0), 32, Class::Metadata),
    (Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254), 128, Class::Metadata),
    (Ipv6Addr::UNSPECIFIED, 128, Class::Unspecified),
    (Ipv6Addr::LOCALHOST, 128, Class::Loopback),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, Class::LinkLocal),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, Class::Private),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, Class::Private),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, Class::Multicast),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, Class::Benchmark),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, Class::Benchmark),
    (Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, Class::Benchmark),
    // NAT64 within a network (RFC 8215): whom it leads to, only that network knows.
    (Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, 0, 0), 48, Class::Private),
    (Ipv6Addr::new(0x5f00, 0, 0, 0, 0, 0, 0, 0), 16, Class::Private),
    // What carries an IPv4 address is judged by that.
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96, Class::Public),
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96, Class::Public),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, Class::Public),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, Class::Public),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, Class::Reserved),
    (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3, Class::Public),
];

fn class_v4(address: Ipv4Addr) -> Class {
    let fits = |network: Ipv4Addr, length: u32| (address.to_bits() ^ network.to_bits()).leading_zeros() >= length;
    V4.iter().find(|(network, length, _)| fits(*network, *length)).map_or(Class::Public, |(.., class)| *class)
}

/// What lies in none of the networks isn't global unicast: nobody has it.
fn class_v6(address: Ipv6Addr) -> Class {
    let fits = |network: Ipv6Addr, length: u32| (address.to_bits() ^ network.to_bits()).leading_zeros() >= length;
    V6.iter().find(|(network, length, _)| fits(*network, *length)).map_or(Class::Reserved, |(.., class)| *class)
}

/// The IPv4 addresses that an IPv6 address leads to.
fn carried(address: Ipv6Addr) -> [Option<Ipv4Addr>; 2] {
    let v4 = |high: u16, low: u16| Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    match address.segments() {
        // `::` and `::1` are what they are.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => [None, None],
        // Mapped (as `::ffff:0:0/96` and, translated, `::ffff:0:0:0/96`), compatible, NAT64, 6to4.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => [v4(high, low), None],
        // Teredo: its server, and its client turned over bit by bit.
        [0x2001, 0, high, low, _, _, client_high, client_low] => [v4(high, low), v4(!client_high, !client_low)],
        _ => [None, None],
    }
}
