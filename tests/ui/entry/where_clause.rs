#[aps_runtime::main]
async fn main()
where
    u8: Copy,
{
    5
}
