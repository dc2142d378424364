model {
}
